-- The journal's chain: SHA-256 of the line before and of this one (src/store/chain.rs). The lines from before get theirs from
-- the migration.
ALTER TABLE journal ADD COLUMN chain BLOB NOT NULL DEFAULT x'';

-- What each hold asked about, and what came of it.
CREATE TABLE asked (
    id       TEXT    NOT NULL REFERENCES submission (id),
    check_id TEXT    NOT NULL,              -- of the finding: name-twin, confidential-en/marking
    about    TEXT    NOT NULL,              -- compared form of the recipient's address; '' = the message as a whole
    owner    TEXT    NOT NULL,              -- as in submission
    at       INTEGER NOT NULL,
    decided  INTEGER,                       -- when
    changed  INTEGER NOT NULL DEFAULT 0,    -- whether asking has changed anything
    seconds  REAL,                          -- between the page and the decision, where there was a page
    decider  TEXT,                          -- who, as in the journal; '' = a timer
    PRIMARY KEY (id, check_id, about)
) STRICT, WITHOUT ROWID;

CREATE INDEX asked_check ON asked (check_id, decided);
CREATE INDEX asked_owner ON asked (owner, check_id, decided);
CREATE INDEX asked_at ON asked (at);

-- What somebody handed over on a day since 1970 (UTC), and what came of it.
CREATE TABLE mails (
    owner   TEXT    NOT NULL,
    day     INTEGER NOT NULL,
    count   INTEGER NOT NULL DEFAULT 0,
    asks    INTEGER NOT NULL DEFAULT 0,     -- holds among them
    changed INTEGER NOT NULL DEFAULT 0,     -- holds among these that were changed or withdrawn
    quick   INTEGER NOT NULL DEFAULT 0,     -- decided before anybody can have read the page
    PRIMARY KEY (owner, day)
) STRICT, WITHOUT ROWID;

CREATE INDEX mails_day ON mails (day, owner, count, asks, changed, quick);

-- What metrics count; only ever grows.
CREATE TABLE counter (
    name  TEXT    NOT NULL,
    label TEXT    NOT NULL,
    other TEXT    NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (name, label, other)
) STRICT, WITHOUT ROWID;

-- What somebody does not want to be asked again: this check about this address.
CREATE TABLE quiet (
    n        INTEGER PRIMARY KEY AUTOINCREMENT,
    owner    TEXT    NOT NULL,
    check_id TEXT    NOT NULL,
    address  TEXT    NOT NULL,              -- compared form
    by       TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    until    INTEGER NOT NULL,
    UNIQUE (owner, check_id, address)
) STRICT;

-- Checks and rules that only take notes, though they would ask.
CREATE TABLE eased (
    check_id TEXT    PRIMARY KEY,
    by       TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    figures  TEXT    NOT NULL               -- why: asks, changed, quick of the last decisions
) STRICT, WITHOUT ROWID;

-- The hold that has waited longest.
CREATE INDEX submission_held ON submission (created) WHERE state = 'held';
