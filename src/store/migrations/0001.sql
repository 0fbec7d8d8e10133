-- Times are milliseconds since 1970 UTC. Documents in JSON are read and written whole by one Rust type each.

CREATE TABLE submission (
    id          TEXT    PRIMARY KEY,
    state       TEXT    NOT NULL,
    step        TEXT    NOT NULL,
    door        TEXT    NOT NULL,
    owner       TEXT    NOT NULL,           -- compared form of the sender's address; '' for our own messages
    subject     TEXT    NOT NULL,
    headline    TEXT    NOT NULL,
    origin      TEXT    NOT NULL,           -- JSON message::Origin
    envelope    TEXT    NOT NULL,           -- JSON message::Envelope as submitted; who gets it now: table recipient
    verdict     TEXT    NOT NULL,           -- JSON verdict::Verdict
    digest      BLOB    NOT NULL,           -- SHA-256 of content.bytes
    size        INTEGER NOT NULL,
    fingerprint BLOB    NOT NULL,           -- what an identical resend has too
    received    INTEGER NOT NULL,
    created     INTEGER NOT NULL,
    deadline    INTEGER,                    -- when a hold goes back as a draft
    due         INTEGER,                    -- when a timer or the queue looks at it next
    cleared     TEXT,                       -- why it may leave: pass, window, decision, own
    attempts    INTEGER NOT NULL DEFAULT 0,
    queued      INTEGER,                    -- when it first was in the queue
    reminded    INTEGER NOT NULL DEFAULT 0,
    outcome     TEXT    NOT NULL DEFAULT '',-- how it ended, in words
    about       TEXT,                       -- for our own messages: the submission they tell of
    version     INTEGER NOT NULL DEFAULT 0  -- counts changes; a decision is bound to one
) STRICT;

CREATE INDEX submission_due ON submission (state, due);
CREATE INDEX submission_deadline ON submission (state, deadline);
CREATE INDEX submission_created ON submission (created);
CREATE INDEX submission_fingerprint ON submission (fingerprint) WHERE state IN ('held', 'delayed');

-- Apart, so that lists never read messages.
CREATE TABLE content (
    id    TEXT PRIMARY KEY REFERENCES submission (id),
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE recipient (
    id      TEXT    NOT NULL REFERENCES submission (id),
    n       INTEGER NOT NULL,               -- from 1: K7Q2/1
    address TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    role    TEXT    NOT NULL,
    kind    TEXT    NOT NULL,
    odd     INTEGER NOT NULL,
    notify  TEXT,
    orcpt   TEXT,
    state   TEXT    NOT NULL,
    reply   TEXT    NOT NULL DEFAULT '',
    host    TEXT    NOT NULL DEFAULT '',
    at      INTEGER,
    PRIMARY KEY (id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
    seq  INTEGER PRIMARY KEY AUTOINCREMENT,
    at   INTEGER NOT NULL,
    id   TEXT    NOT NULL,
    kind TEXT    NOT NULL,
    data TEXT    NOT NULL                   -- JSON base::event::Event
) STRICT;

CREATE INDEX journal_id ON journal (id);

-- Who a sender has written to: history's first table.
CREATE TABLE contact (
    owner   TEXT    NOT NULL,
    key     TEXT    NOT NULL,               -- compared form of the address
    address TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    count   INTEGER NOT NULL,
    last    INTEGER NOT NULL,
    PRIMARY KEY (owner, key)
) STRICT, WITHOUT ROWID;
