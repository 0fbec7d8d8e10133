
// Lists that stay up to date, and clocks of undo windows. The page says all of it without.
(() => {
  const list = document.getElementById('list');
  const button = document.getElementById('live');
  const news = document.getElementById('news');
  if (!list || !button || !news || !window.EventSource) return;

  // The server's clock is the one that counts.
  const ahead = Number(list.dataset.now) - Date.now();
  const countDown = () => {
    for (const line of list.querySelectorAll('[data-ends]')) {
      line.dataset.said ??= line.textContent;
      const left = Math.max(0, Math.round((Number(line.dataset.ends) - Date.now() - ahead) / 1000));
      line.textContent = `${line.dataset.said} (${left} s)`;
    }
  };
  countDown();
  setInterval(countDown, 1000);

  // What somebody is about to do must not be moved away under their hands.
  const isInUse = () => list.contains(document.activeElement) || list.querySelector('input:checked') !== null;

  const refresh = async (said) => {
    const answer = await fetch(location.href, { credentials: 'same-origin' });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const id of isInUse() ? ['tabs'] : ['tabs', 'list']) {
      const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
      if (old && fresh) old.replaceChildren(...fresh.childNodes);
    }
    countDown();
    news.textContent = said;
  };

  let source = null;
  let wasOpen = false;
  const close = () => { source?.close(); source = null; };
  // Only a page that is looked at listens: a browser opens few connections to one server.
  const open = () => {
    if (source || document.hidden || button.getAttribute('aria-pressed') !== 'true') return;
    source = new EventSource('/live');
    source.addEventListener('counts', (event) => {
      const told = JSON.parse(event.data);
      // Something may have come between the page and its first news.
      const counts = [told.waiting, told.others, told.leaving, told.assigned].join(' ');
      if (wasOpen || counts !== list.dataset.counts) refresh(told.said);
      wasOpen = true;
    });
    source.addEventListener('news', (event) => refresh(JSON.parse(event.data).said));
  };
  button.parentElement.hidden = false;
  button.addEventListener('click', () => {
    const goesOn = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(goesOn));
    if (goesOn) open(); else close();
  });
  document.addEventListener('visibilitychange', () => { if (document.hidden) close(); else open(); });
  open();
})();
