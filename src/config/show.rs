//! The effective configuration as TOML, in the words and the order of the file, for `config show`.

use std::fmt::Write as _;
use std::path::Path;

use jiff::civil::Time;
use serde::Serialize;
use toml::Value;

use super::check::OFF;
use super::check::office::day_word;
use super::units::{show_duration, show_size};
use super::{
    Approval, Config, Incidents, Limits, Named, Notices, Office, Outbox, Policy, SecretSource, Smtp, Upstream,
};
use crate::base::Address;
use crate::incident::{Contact, Contacts};
use crate::people::{Member, Party, Term, TermKind, Wall};
use crate::reader::Settings;

/// `config` as TOML with every default filled in. No secret is in it: of passwords it shows where they come from, of
/// commands the program only, of password hashes nothing.
pub fn show(config: &Config) -> String {
    let mut page = Page::default();
    page.section("[organisation]").texts("domains", &config.directory.domains).text("language", config.language.tag());
    smtp(&mut page, &config.smtp);
    let off = Path::new(OFF);
    page.section("[sendmail]").path("socket", config.sendmail.socket.as_deref().unwrap_or(off));
    web_page(&mut page, &config.page);
    page.section("[store]").path("path", &config.store.path);
    for one in &config.upstreams {
        upstream(&mut page, one);
    }
    config.outboxes.iter().for_each(|one| outbox(&mut page, one));
    policy(&mut page, &config.policy);
    let history = &config.history;
    page.section("[history]").flag("learn", history.learn).text("keep", &show_duration(history.keep));
    office(&mut page, &config.policy.office);
    config.policy.approvals.iter().for_each(|one| approval(&mut page, one));
    notices(&mut page, &config.notices);
    incidents(&mut page, &config.incidents);
    let rules = &config.rules;
    let paths: Vec<_> = rules.paths.iter().map(|path| path.display()).collect();
    page.section("[rules]").texts("paths", &paths).texts("off", &rules.off);
    page.count("visible_recipients", rules.visible_recipients);
    reading(&mut page, &config.reading);
    for one in &config.directory.parties {
        party(&mut page, one);
    }
    for group in &config.directory.groups {
        let members: Vec<&str> = group.members.iter().map(Member::as_str).collect();
        page.section("[[group]]").text("name", &group.name).texts("members", &members);
    }
    config.directory.walls.iter().for_each(|one| wall(&mut page, one));
    if let Some(file) = &config.parties_file {
        page.section("[parties]").path("file", file);
    }
    if let Some(file) = &config.people_file {
        page.section("[people]").path("file", file);
    }
    for person in &config.directory.persons {
        page.section("[[person]]").text("address", person.address.as_str()).text("name", &person.name);
        if let Some(language) = person.language {
            page.text("language", language.tag());
        }
        if let Some(role) = person.role {
            page.word("role", &role);
        }
        if let Some(lead) = &person.lead {
            page.text("lead", lead.as_str());
        }
        if let Some(stand_in) = &person.stand_in {
            page.text("stand_in", stand_in.as_str());
        }
        page.text("account", &person.account);
    }
    let format = if config.log.json { "json" } else { "text" };
    page.section("[log]").text("level", &config.log.level).text("format", format).flag("content", config.log.content);
    page.0
}

fn smtp(page: &mut Page, smtp: &Smtp) {
    page.section("[smtp]").texts("listen", &smtp.listen).text("hostname", &smtp.hostname);
    if let Some(tls) = &smtp.tls {
        page.section("[smtp.tls]").path("certificate", &tls.certificate).path("key", &tls.key);
    }
    limits(page, &smtp.limits);
    for user in &smtp.users {
        page.section("[[smtp.user]]").text("name", &user.name).remark("password_hash is not shown");
    }
}

fn web_page(page: &mut Page, web: &super::Page) {
    let listen = web.listen.map_or_else(|| OFF.to_owned(), |address| address.to_string());
    page.section("[page]")
        .text("listen", &listen)
        .text("public_url", web.public_url.as_deref().unwrap_or_default())
        .texts("proxies", &web.proxies)
        .text("session", &show_duration(web.session));
    if let Some(source) = &web.metrics_token {
        secret(page, "metrics_token", source);
    }
    if let Some(tls) = &web.tls {
        page.section("[page.tls]").path("certificate", &tls.certificate).path("key", &tls.key);
    }
}

fn limits(page: &mut Page, limits: &Limits) {
    page.section("[smtp.limits]")
        .text("message_size", &show_size(limits.message_size))
        .text("memory", &show_size(limits.memory))
        .count("recipients", limits.recipients)
        .count("connections", limits.connections)
        .count("errors", limits.errors)
        .count("messages", limits.messages)
        .text("command_timeout", &show_duration(limits.command_timeout))
        .text("data_timeout", &show_duration(limits.data_timeout))
        .text("message_timeout", &show_duration(limits.message_timeout))
        .count("hops", limits.hops);
}

fn upstream(page: &mut Page, upstream: &Upstream) {
    page.section("[[upstream]]").text("host", &upstream.host).count("port", usize::from(upstream.port));
    page.word("tls", &upstream.tls);
    if let Some(file) = &upstream.ca_file {
        page.path("ca_file", file);
    }
    if let Some(name) = &upstream.username {
        page.text("username", name);
    }
    if let Some(source) = &upstream.password {
        secret(page, "password", source);
    }
    page.word("auth", &upstream.auth)
        .texts("senders", &upstream.senders)
        .count("connections", upstream.connections)
        .text("connect_timeout", &show_duration(upstream.connect_timeout))
        .text("command_timeout", &show_duration(upstream.command_timeout))
        .text("dot_timeout", &show_duration(upstream.dot_timeout));
}

/// Where a secret comes from, never what it is.
fn secret(page: &mut Page, key: &str, source: &SecretSource) {
    match source {
        SecretSource::File(path) => page.path(&format!("{key}.file"), path),
        SecretSource::Command(words) => {
            page.texts(&format!("{key}.command"), &words[..words.len().min(1)]).remark("its arguments are not shown")
        }
        SecretSource::Credential(name) => page.text(&format!("{key}.credential"), name),
    };
}

fn outbox(page: &mut Page, outbox: &Outbox) {
    page.section("[[outbox]]")
        .path("path", &outbox.path)
        .word("kind", &outbox.kind)
        .text("scan", &show_duration(outbox.scan))
        .text("settle", &show_duration(outbox.settle))
        .text("sent", &outbox.sent)
        .text("held", &outbox.held)
        .text("refused", &outbox.refused)
        .texts("owners", &outbox.owners);
}

fn policy(page: &mut Page, policy: &Policy) {
    let reminders: Vec<String> = policy.reminders.iter().copied().map(show_duration).collect();
    page.section("[policy]")
        .text("delay", &show_duration(policy.delay))
        .text("deadline", &show_duration(policy.deadline))
        .texts("reminders", &reminders)
        .text("retry_for", &show_duration(policy.retry_for))
        .word("unsure", &policy.unsure)
        .text("time_zone", policy.time_zone.as_deref().unwrap_or_default())
        .text("keep_content", &show_duration(policy.keep_content))
        .flag("notices", policy.notices)
        .value("asks_per_100", Value::Float(policy.asks_per_100));
}

fn office(page: &mut Page, office: &Office) {
    let days: Vec<&str> = office.days.iter().copied().map(day_word).collect();
    let closes =
        if office.closes == Time::MAX { "24:00".to_owned() } else { office.closes.strftime("%H:%M").to_string() };
    page.section("[office]").texts("days", &days);
    page.text("hours", &format!("{}-{closes}", office.opens.strftime("%H:%M")));
    page.path("holidays", office.holidays_file.as_deref().unwrap_or(Path::new("")));
}

fn approval(page: &mut Page, approval: &Approval) {
    let named = |list: &[Named]| list.iter().map(Named::written).collect::<Vec<_>>();
    let walls =
        approval.walls.iter().map(|(one, other)| Value::Array(vec![one.as_str().into(), other.as_str().into()]));
    page.section("[[approval]]")
        .text("name", &approval.name)
        .texts("of", &named(&approval.of))
        .texts("rules", &approval.rules)
        .word("mode", &approval.mode)
        .texts("approvers", &named(&approval.approvers))
        .texts("stand_ins", &named(&approval.stand_ins))
        .word("self_approval", &approval.self_approval)
        .flag("break_glass", approval.break_glass)
        .word("body", &approval.body)
        .texts("steps", &approval.steps.map(show_duration))
        .text("give_back", &show_duration(approval.give_back))
        .word("on_silence", &approval.on_silence)
        .count("urgent", approval.urgent)
        .value("walls", Value::Array(walls.collect()));
}

fn notices(page: &mut Page, notices: &Notices) {
    page.section("[notices]")
        .word("mail", &notices.mail)
        .word("told", &notices.told)
        .text("address", notices.address.as_ref().map_or("", Address::as_str))
        .text("digest", &show_duration(notices.digest))
        .flag("desktop", notices.desktop)
        .flag("decide_by_mail", notices.decide_by_mail)
        .text("recall", notices.recall.as_ref().map_or("", Address::as_str));
    if let Some(webhook) = &notices.webhook {
        page.section("[notices.webhook]").text("url", &webhook.url);
        secret(page, "secret", &webhook.secret);
        page.flag("addresses", webhook.addresses);
    }
}

fn incidents(page: &mut Page, incidents: &Incidents) {
    let Contacts { organisation, boss, data_protection, legal, compliance, security, insurer, account, .. } =
        &incidents.contacts;
    page.section("[incident]").text("organisation", organisation).texts("establishment", &incidents.establishment);
    if let Some(roles) = &incidents.roles {
        page.texts("roles", roles);
    }
    let contacts = [
        ("boss", boss),
        ("data_protection", data_protection),
        ("legal", legal),
        ("compliance", compliance),
        ("security", security),
        ("insurer", insurer),
        ("account", account),
    ];
    for (name, Contact { who, deputy }) in contacts {
        page.text(name, who).text(&format!("{name}_deputy"), deputy);
    }
    page.text("team", &incidents.contacts.team)
        .text("out_of_band", &incidents.contacts.out_of_band)
        .flag("reminders", incidents.reminders);
}

fn reading(page: &mut Page, reading: &Settings) {
    let expanded = usize::try_from(reading.limits.expanded).unwrap_or(usize::MAX);
    page.section("[reading]")
        .count("processes", reading.processes)
        .text("memory", &show_size(reading.memory))
        .text("time", &show_duration(reading.time))
        .count("depth", reading.limits.depth)
        .count("entries", reading.limits.entries)
        .text("expanded", &show_size(expanded));
}

fn party(page: &mut Page, party: &Party) {
    page.section("[[party]]")
        .text("name", &party.name)
        .word("kind", &party.kind)
        .texts("domains", &party.domains)
        .texts("people", &party.people)
        .value("terms", Value::Array(party.terms.iter().map(term).collect()));
}

fn term(term: &Term) -> Value {
    if term.kind == TermKind::Words && term.until.is_none() {
        return Value::String(term.text.clone());
    }
    let mut table = toml::Table::new();
    table.insert(term.kind.word().to_owned(), Value::String(term.text.clone()));
    table.extend(term.until.map(|until| ("until".to_owned(), Value::String(until.to_string()))));
    Value::Table(table)
}

fn wall(page: &mut Page, wall: &Wall) {
    page.section("[[wall]]").texts("between", &wall.between);
    if let Some(until) = wall.until {
        page.text("until", &until.to_string());
    }
    page.text("reason", &wall.reason);
}

/// TOML being written.
#[derive(Default)]
struct Page(String);

impl Page {
    fn section(&mut self, header: &str) -> &mut Page {
        let blank = if self.0.is_empty() { "" } else { "\n" };
        let _ = writeln!(self.0, "{blank}{header}");
        self
    }

    fn value(&mut self, key: &str, value: Value) -> &mut Page {
        let _ = writeln!(self.0, "{key} = {value}");
        self
    }

    fn text(&mut self, key: &str, text: &str) -> &mut Page {
        self.value(key, Value::String(text.to_owned()))
    }

    fn path(&mut self, key: &str, path: &Path) -> &mut Page {
        self.text(key, &path.display().to_string())
    }

    fn texts(&mut self, key: &str, texts: &[impl ToString]) -> &mut Page {
        self.value(key, Value::Array(texts.iter().map(|text| Value::String(text.to_string())).collect()))
    }

    fn count(&mut self, key: &str, count: usize) -> &mut Page {
        self.value(key, Value::Integer(i64::try_from(count).unwrap_or(i64::MAX)))
    }

    fn flag(&mut self, key: &str, flag: bool) -> &mut Page {
        self.value(key, Value::Boolean(flag))
    }

    /// A value of a closed list, in the word the file has for it.
    fn word(&mut self, key: &str, word: &impl Serialize) -> &mut Page {
        match Value::try_from(word) {
            Ok(value) => self.value(key, value),
            Err(_) => self,
        }
    }

    fn remark(&mut self, remark: &str) -> &mut Page {
        let _ = writeln!(self.0, "# {remark}");
        self
    }
}
