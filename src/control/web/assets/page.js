// What scripts add: keys, a clock that counts down, a Send button that wakes. Every page works without, and nothing here
// sends: scripts move the focus, people press.
"use strict";

// Keys -------------------------------------------------------------------------------------------------------------------

const keys = {
  stored: "outguard-keys",
  on() {
    try { return localStorage.getItem(this.stored) !== "off"; } catch { return true; }
  },
  set(on) {
    try { localStorage.setItem(this.stored, on ? "on" : "off"); } catch { /* for this page only */ }
  },
};

function typing(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

// The items j and k go through: the entries of a list, or else whatever can be pressed.
function items() {
  const entries = [...document.querySelectorAll(".hold .headline a")];
  return entries.length ? entries : [...document.querySelectorAll("main button, main summary")];
}

function move(by) {
  const all = items();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
  all[next].focus();
}

function help() {
  const dialog = document.getElementById("keys");
  if (dialog && !dialog.open) dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]") || !(keys.on() || event.key === "?")) return;
  const keep = document.querySelector("[data-key=k]");
  const button = (key) => document.querySelector(`[data-key=${key}], [data-focus-key=${key}]`);
  switch (event.key) {
    case "?": help(); break;
    case "j": move(1); break;
    // While something leaves, k keeps it: the one key that acts, for it only ever stops.
    case "k": if (keep) keep.click(); else move(-1); break;
    case "r": case "x": case "s": {
      const found = button(event.key);
      if (!found) return;
      found.focus();
      break;
    }
    default: return;
  }
  event.preventDefault();
});

function keyDialog() {
  const on = document.getElementById("keys-on");
  if (!on) return;
  on.checked = keys.on();
  on.addEventListener("change", () => keys.set(on.checked));
  document.getElementById("keys-close").addEventListener("click", () => document.getElementById("keys").close());
}

// The clock --------------------------------------------------------------------------------------------------------------

// Counts down from what the server said; told to screen readers at the start, at 20 s, and at the end.
function clock() {
  const timer = document.querySelector("[data-left]");
  if (!timer) return;
  const live = document.querySelector(".live");
  const end = performance.now() + Number(timer.dataset.left) * 1000;
  const words = (left) => `${left} ${timer.dataset.words}`;
  if (live) live.textContent = words(timer.dataset.left);
  const tick = setInterval(() => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    timer.textContent = left ? words(left) : timer.dataset.over;
    if (live && left === 20) live.textContent = words(left);
    if (left) return;
    clearInterval(tick);
    if (live) live.textContent = timer.dataset.over;
    // The queue needs a moment; then the page says what became of it.
    setTimeout(() => location.assign(location.pathname.split("/").slice(0, 2).join("/")), 1500);
  }, 250);
}

// What is under way -------------------------------------------------------------------------------------------------------

// Looks whether it has arrived, ever more seldom and for two minutes: what takes longer is told by mail.
function follow(state) {
  const path = location.pathname.split("/").slice(0, 2).join("/");
  const look = async (wait) => {
    const answer = await fetch(path, { credentials: "same-origin" }).catch(() => null);
    const page = new DOMParser().parseFromString(answer && answer.ok ? await answer.text() : "", "text/html");
    const now = page.getElementById("state");
    if (now && now.textContent !== state.textContent) location.assign(path);
    else if (wait < 60000) setTimeout(look, wait, wait * 2);
  };
  setTimeout(look, 1000, 2000);
}

// The Send button --------------------------------------------------------------------------------------------------------

// Sleeps until everything is ticked and typed; the server looks all the same.
function wake(form) {
  const send = form.querySelector("[data-focus-key=s]");
  const check = form.querySelector(".check");
  const look = () => {
    const ticked = [...form.querySelectorAll("input[type=checkbox]")].every((box) => box.checked);
    const fields = [...form.querySelectorAll("[data-wants]")];
    const said = (field) => field.value.trim().toLowerCase() === field.dataset.wants.toLowerCase();
    send.disabled = !(ticked && fields.every(said));
  };
  if (!send) return;
  form.addEventListener("input", look);
  form.addEventListener("keydown", (event) => {
    // Enter in a field sends nothing, and with a script it need not ask the server either.
    if (event.key === "Enter" && event.target.tagName === "INPUT") event.preventDefault();
  });
  if (check) check.hidden = true;
  look();
}

// ------------------------------------------------------------------------------------------------------------------------

function start() {
  const state = document.getElementById("state");
  // So that a screen reader begins with what is the case.
  if (state && !location.hash) state.focus({ preventScroll: true });
  keyDialog();
  clock();
  if (state && "underWay" in state.dataset) follow(state);
  document.querySelectorAll("form.wakes").forEach(wake);
  // A second press while the first one is on its way does nothing.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
}

start();
