//! How mistakes are told: the place, what is wrong, and what to write instead.

use insta::assert_snapshot;

use super::problems;

#[test]
fn an_unknown_key() {
    assert_snapshot!(problems(r#"[polcy]
delay = "30s"
"#), @r#"
config.toml:1:2: unknown key `polcy`; did you mean `policy`?
"#);
}

#[test]
fn an_unknown_key_in_a_table() {
    assert_snapshot!(problems(r#"[policy]
delai = "30s"
[log]
colour_of_the_sky = 1
"#), @r#"
config.toml:2:1: unknown key `delai`; did you mean `delay`?
config.toml:4:1: unknown key `colour_of_the_sky`; there are level, format, content
"#);
}

#[test]
fn a_broken_syntax() {
    assert_snapshot!(problems(r#"[policy
delay = "30s"
"#), @r#"
config.toml:1:8: unclosed table, expected `]`
"#);
}

#[test]
fn a_key_twice() {
    assert_snapshot!(problems(r#"[policy]
delay = "30s"
delay = "40s"
"#), @r#"
config.toml:3:1: `delay` is written twice; keep one of them
"#);
}

#[test]
fn a_number_without_unit() {
    assert_snapshot!(problems(r#"[policy]
delay = 30
[smtp.limits]
message_size = 50
memory = "100"
"#), @r#"
config.toml:2:9: `30` has no unit; write "30s" or "30m"
config.toml:4:16: `50` has no unit; write "50MB" or "50kB"
config.toml:5:10: `100` has no unit; write "100MB" or "100kB"
"#);
}

#[test]
fn units_nobody_has() {
    assert_snapshot!(problems(r#"[policy]
delay = "30 fortnights"
deadline = "soon"
[smtp.limits]
message_size = "1 mountain"
"#), @r#"
config.toml:2:9: `fortnights` is not a unit of time; there are ms, s, m, h, d and w
config.toml:3:12: `soon` is not a duration; write for instance "30s", "1h30m" or "5d"
config.toml:5:16: `mountain` is not a unit of size; there are B, kB, MB, GB, KiB, MiB and GiB
"#);
}

#[test]
fn a_wrong_type() {
    assert_snapshot!(problems(r#"[policy]
notices = "yes"
[smtp]
listen = "127.0.0.1:5870"
limits = 3
[rules]
visible_recipients = -1
paths = [3]
[organisation]
domains = [false]
[[upstream]]
port = 70000
host = 1.5
"#), @r#"
config.toml:2:11: expected true or false, found a text
config.toml:4:10: expected a list, found a text
config.toml:5:10: expected a table, found a number
config.toml:7:22: expected a whole number from 0 to 4294967295, found a number
config.toml:8:10: expected a text, found a number
config.toml:10:12: expected a text, found true or false
config.toml:12:8: expected a whole number from 0 to 65535, found a number
config.toml:13:8: expected a text, found a number with a fraction
"#);
}

#[test]
fn wrong_words() {
    assert_snapshot!(problems(r#"[[upstream]]
host = "a.example"
tls = "startls"
[[party]]
name = "Kita"
kind = "customer"
domains = ["kita.example"]
[log]
level = "warning"
"#), @r#"
config.toml:3:7: unknown value `startls`; did you mean `starttls`?
config.toml:6:8: unknown value `customer`; there are internal, client, partner, external, freemail, blocked
config.toml:9:9: unknown value `warning`; there are error, warn, info, debug, trace
"#);
}

#[test]
fn domains_that_are_none() {
    assert_snapshot!(problems(r#"[organisation]
domains = ["firm.example", "a b", "anna@firm.example", ""]
"#), @r#"
config.toml:2:28: `a b` is not a domain: labels have letters, digits and hyphens
config.toml:2:35: `anna@firm.example` is not a domain: labels have letters, digits and hyphens
config.toml:2:56: `` is not a domain: a domain has 1 to 253 characters
"#);
}

#[test]
fn addresses_that_are_none() {
    assert_snapshot!(problems(r#"[[person]]
address = "Anna <anna@firm.example>"
name = "Anna"
[[party]]
name = "Kita"
people = ["kita"]
"#), @r#"
config.toml:2:11: the part before the @ is not valid
config.toml:6:11: the address has no @ and no domain
"#);
}

#[test]
fn a_domain_in_two_parties() {
    assert_snapshot!(problems(r#"[organisation]
domains = ["firm.example"]
[[party]]
name = "Kita"
domains = ["kita.example", "KITA.example"]
[[party]]
name = "Other"
domains = ["kita.example", "firm.example"]
"#), @r#"
config.toml:5:28: `kita.example` is listed twice
config.toml:8:12: `kita.example` already belongs to party `Kita`; keep it in one place
config.toml:8:28: `firm.example` already belongs to the own organisation; keep it in one place
"#);
}

#[test]
fn names_and_people_twice() {
    assert_snapshot!(problems(r#"[[party]]
name = "Kita"
domains = ["a.example"]
[[party]]
name = "Kita"
domains = ["b.example"]
[[person]]
address = "a@a.example"
name = "A"
[[person]]
address = "A@a.example"
name = "B"
"#), @r#"
config.toml:4:1: `Kita` is listed twice
config.toml:11:11: `a@a.example` is listed twice
"#);
}

#[test]
fn a_party_without_anything() {
    assert_snapshot!(problems(r#"[[party]]
domains = ["kita.example"]
[[party]]
name = "Kita"
[[party]]
name = "Other"
domains = ["o.example"]
terms = [" "]
"#), @r#"
config.toml:1:1: a party has no name; write name = "…"
config.toml:3:1: party `Kita` has neither domains nor people; nobody could belong to it
config.toml:8:10: an empty term is in every text; remove it
"#);
}

#[test]
fn a_person_without_address_or_name() {
    assert_snapshot!(problems(r#"[[person]]
name = "Anna"
[[person]]
address = "anna@firm.example"
"#), @r#"
config.toml:1:1: a person has no address; write address = "…"
config.toml:3:1: anna@firm.example has no name; write name = "…"
"#);
}

#[test]
fn listening_without_port() {
    assert_snapshot!(problems(r#"[smtp]
listen = ["127.0.0.1", "localhost:5870", "[::1]:5870", "[::1]:5870"]
"#), @r#"
config.toml:2:11: `127.0.0.1` is not an address with a port; write for instance "127.0.0.1:5870" or "[::1]:5870"
config.toml:2:24: `localhost:5870` is not an address with a port; write for instance "127.0.0.1:5870" or "[::1]:5870"
config.toml:2:56: `[::1]:5870` is listed twice
"#);
}

#[test]
fn listening_to_the_world() {
    assert_snapshot!(problems(r#"[smtp]
listen = ["0.0.0.0:5870", "[::]:5870", "127.0.0.1:5870"]
"#), @r#"
config.toml:2:11: `0.0.0.0:5870` can be reached from other machines without protection; add [smtp.tls] and a [[smtp.user]], or listen on 127.0.0.1
config.toml:2:27: `[::]:5870` can be reached from other machines without protection; add [smtp.tls] and a [[smtp.user]], or listen on 127.0.0.1
"#);
}

#[test]
fn half_of_tls() {
    assert_snapshot!(problems(r#"[smtp.tls]
certificate = "c.pem"
"#), @r#"
config.toml:1:1: TLS needs both `certificate` and `key`; name two PEM files
"#);
}

#[test]
fn a_password_instead_of_its_hash() {
    assert_snapshot!(problems(r#"[[smtp.user]]
name = "anna"
password_hash = "geheim"
[[smtp.user]]
name = "kim"
"#), @r#"
config.toml:3:17: `password_hash` is not an Argon2 hash in PHC form; `outguard config password` makes one
config.toml:4:1: a user needs `name` and `password_hash`
"#);
}

#[test]
fn a_host_name_with_a_line_break() {
    assert_snapshot!(problems(r#"[smtp]
hostname = "guard\r\nRSET"
"#), @r#"
config.toml:2:12: `guard  RSET` is not a domain: labels have letters, digits and hyphens; it goes into the greeting and into EHLO
"#);
}

#[test]
fn an_upstream_without_host() {
    assert_snapshot!(problems(r#"[[upstream]]
port = 25
"#), @r#"
config.toml:1:1: an upstream has no host; write host = "smtp.firm.example"
"#);
}

#[test]
fn a_host_with_its_port() {
    assert_snapshot!(problems(r#"[[upstream]]
host = "smtp.firm.example:587"
[[upstream]]
host = "a.example"
port = 0
"#), @r#"
config.toml:2:8: `smtp.firm.example:587` is neither a host name nor an address; the port has a key of its own, an address no brackets
config.toml:5:8: 0 is out of range; 1 to 65535 are possible
"#);
}

#[test]
fn half_of_a_sign_in() {
    assert_snapshot!(problems(r#"[[upstream]]
host = "a.example"
username = "anna"
[[upstream]]
host = "b.example"
password = { file = "p" }
"#), @r#"
config.toml:3:12: `username` stands without `password`; write password = { file = "…" }, { command = "…" } or { credential = "…" }
config.toml:6:12: `password` stands without `username`
"#);
}

#[test]
fn a_password_with_two_sources() {
    assert_snapshot!(problems(r#"[[upstream]]
host = "a.example"
username = "anna"
password = { file = "p", command = "pass mail" }
"#), @r#"
config.toml:4:12: a password has more than one source; keep one of them
"#);
}

#[test]
fn a_password_without_a_source() {
    assert_snapshot!(problems(r#"[[upstream]]
host = "a.example"
username = "anna"
password = {}
"#), @r#"
config.toml:4:12: a password has no source; write one of `file`, `command`, `credential`
"#);
}

#[test]
fn a_password_where_its_source_should_be_is_not_repeated() {
    assert_snapshot!(problems(r#"[[upstream]]
host = "a.example"
username = "anna"
password = "geheim"
[[upstream]]
host = "b.example"
password = { command = 7 }
"#), @r#"
config.toml:4:12: expected a table, found a text
config.toml:7:24: expected a text or a list of texts
"#);
}

#[test]
fn a_credential_that_is_a_path() {
    assert_snapshot!(problems(r#"[[upstream]]
host = "a.example"
username = "anna"
password = { credential = "../shadow" }
[[upstream]]
host = "b.example"
username = "anna"
password = { command = " " }
"#), @r#"
config.toml:4:12: a credential is a plain name; as in LoadCredential=name:…
config.toml:8:12: the command is empty; write the program and its arguments
"#);
}

#[test]
fn a_password_in_the_clear() {
    assert_snapshot!(problems(r#"[[upstream]]
host = "a.example"
tls = "none"
username = "anna"
password = { file = "p" }
"#), @r#"
config.toml:3:7: the password would go to `a.example` in the clear; write tls = "starttls" or "implicit"
"#);
}

#[test]
fn values_out_of_range() {
    assert_snapshot!(problems(r#"[smtp.limits]
recipients = 10
message_size = "1kB"
[policy]
deadline = "1y"
retry_for = "90d"
delay = "2d"
"#), @r#"
config.toml:2:14: 10 is out of range; 100 to 50000 are possible
config.toml:3:16: 1kB is out of range; 64KiB to 1GB are possible
config.toml:5:12: `y` is not a unit of time; there are ms, s, m, h, d and w
config.toml:6:13: 90d is out of range; 1m to 30d are possible
config.toml:7:9: 2d is out of range; 0s to 1d are possible
"#);
}

#[test]
fn too_little_memory() {
    assert_snapshot!(problems(r#"[smtp.limits]
memory = "1MB"
"#), @r#"
config.toml:2:10: `memory` is less than `message_size`; the largest message would never fit
"#);
}

#[test]
fn reminders_past_the_deadline() {
    assert_snapshot!(problems(r#"[policy]
deadline = "4h"
reminders = ["1h", "8h", "0s"]
"#), @r#"
config.toml:3:20: a reminder after 8h is of no use; it must come before the deadline of 4h
config.toml:3:26: a reminder after 0s is of no use; it must come before the deadline of 4h
"#);
}

#[test]
fn a_time_zone_nobody_knows() {
    assert_snapshot!(problems(r#"[policy]
time_zone = "Europe/Bielefeld"
"#), @r#"
config.toml:2:13: `Europe/Bielefeld` is not a time zone this machine knows; write a name such as "Europe/Berlin"
"#);
}

#[test]
fn a_rule_name_that_is_none() {
    assert_snapshot!(problems(r#"[rules]
off = ["many visible", "a/b/c"]
"#), @r#"
config.toml:2:8: `many visible` is not the name of a check, pack or rule; write for instance "many-visible" or "confidential-en/marking"
config.toml:2:24: `a/b/c` is not the name of a check, pack or rule; write for instance "many-visible" or "confidential-en/marking"
"#);
}

#[test]
fn readers_without_time_or_room() {
    assert_snapshot!(problems(r#"[reading]
processes = 1000
memory = "1MB"
time = "1ms"
depth = 0
entries = 0
"#), @r#"
config.toml:2:13: 1000 is out of range; 0 to 256 are possible
config.toml:3:10: 1MB is out of range; 256MiB to 64GiB are possible
config.toml:4:8: 1ms is out of range; 100ms to 2m are possible
config.toml:5:9: 0 is out of range; 1 to 16 are possible
config.toml:6:11: 0 is out of range; 1 to 1000000 are possible
"#);
    assert_snapshot!(problems(r#"[reading]
expanded = "1GiB"
"#), @r#"
config.toml:2:12: files that expand to 1GiB do not fit into 1GiB; memory must be at least 4 times as much as expanded
"#);
    assert_snapshot!(problems(r#"reading.memory = "300MiB"
"#), @r#"
config.toml:1:18: files that expand to 100MiB do not fit into 300MiB; memory must be at least 4 times as much as expanded
"#);
}

#[test]
fn an_outbox_without_path() {
    assert_snapshot!(problems(r#"[[outbox]]
kind = "maildir"
"#), @r#"
config.toml:1:1: an outbox has no path; write path = "/var/spool/outguard/outbox"
"#);
}

#[test]
fn outboxes_in_each_others_way() {
    assert_snapshot!(problems(r#"[[outbox]]
path = "/srv/mail/out"
[[outbox]]
path = "/srv/mail/./out/"
[[outbox]]
path = "/srv/mail/out/held"
"#), @r#"
config.toml:4:8: `/srv/mail/out` is watched twice; give each [[outbox]] a folder of its own
config.toml:6:8: `/srv/mail/out/held` and `/srv/mail/out` are one inside the other; give each [[outbox]] a folder of its own
"#);
}

#[test]
fn an_outbox_of_the_wrong_kind() {
    assert_snapshot!(problems(r#"[[outbox]]
path = "/etc/passwd"
[[outbox]]
path = "/usr"
kind = "mbox"
[[outbox]]
path = "/srv/out"
kind = "mailbox"
"#), @r#"
config.toml:2:8: `/etc/passwd` is a file, and an outbox of this kind a folder; name the folder, or write kind = "mbox"
config.toml:4:8: `/usr` is a folder, and an mbox is a file; name a file, or write kind = "maildir" or "pickup"
config.toml:8:8: unknown value `mailbox`; there are pickup, maildir, mbox, spool
"#);
}

#[test]
fn an_outbox_with_places_that_are_none() {
    assert_snapshot!(problems(r#"[[outbox]]
path = "/srv/a"
sent = "../sent"
[[outbox]]
path = "/srv/b"
kind = "maildir"
held = "new"
refused = ""
[[outbox]]
path = "/srv/c"
sent = "done"
held = "done"
[[outbox]]
path = "/srv/d"
scan = "1ms"
"#), @r#"
config.toml:3:8: `../sent` is no name of a folder below; write such as "sent"
config.toml:7:8: `new` has another use in an outbox; write such as "sent"
config.toml:8:11: what is not sent has to stay somewhere; write the name of a folder
config.toml:11:8: `sent`, `held` and `refused` are three folders; give each a name of its own
config.toml:15:8: 1ms is out of range; 100ms to 1h are possible
"#);
}
