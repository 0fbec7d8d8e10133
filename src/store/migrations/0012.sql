-- History: what was learnt from sent mail. Dates, addresses, display names, and numbers of words under a key that is in a file
-- beside the database (src/store/history/key.rs); no text.

-- Addresses, each once.
CREATE TABLE correspondent (
    n    INTEGER PRIMARY KEY,
    key  TEXT    NOT NULL UNIQUE,           -- compared form of the address
    same INTEGER                            -- of several addresses of one person: the one their history is kept under
) STRICT;

CREATE INDEX correspondent_same ON correspondent (same) WHERE same IS NOT NULL;

-- Messages that were sent.
CREATE TABLE trace (
    n       INTEGER PRIMARY KEY AUTOINCREMENT, -- grows: what was read up to one is not read again
    owner   INTEGER NOT NULL,               -- correspondent
    at      INTEGER NOT NULL,
    mail    BLOB    NOT NULL,               -- number of its Message-ID under the key: the same message is learnt once
    score   REAL,                           -- the highest it had when it was sent; NULL = not known
    ranking INTEGER NOT NULL,               -- the version of the ranking that gave the score
    data    BLOB    NOT NULL                -- people::history::Trace
) STRICT;

CREATE INDEX trace_owner ON trace (owner, at);
CREATE INDEX trace_at ON trace (at);
CREATE UNIQUE INDEX trace_mail ON trace (mail, owner);

-- Who got which: by contact, so that one look finds what went to somebody, and whether anything did.
CREATE TABLE edge (
    contact INTEGER NOT NULL,               -- correspondent
    owner   INTEGER NOT NULL,               -- correspondent
    at      INTEGER NOT NULL,
    trace   INTEGER NOT NULL,
    PRIMARY KEY (contact, owner, at, trace)
) STRICT, WITHOUT ROWID;

-- What was received from somebody, or corrected about them.
CREATE TABLE heard (
    contact INTEGER NOT NULL,               -- correspondent: whom it is about
    owner   INTEGER NOT NULL,               -- correspondent: who heard it
    at      INTEGER NOT NULL,
    kind    TEXT    NOT NULL,               -- wrote, left, bounced, corrected
    name    TEXT    NOT NULL DEFAULT '',    -- display name
    other   INTEGER,                        -- correspondent: where they are now; who was meant
    PRIMARY KEY (contact, owner, at, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX heard_owner ON heard (owner);
CREATE INDEX heard_other ON heard (other) WHERE other IS NOT NULL;

-- How far files of past mail have been read; by the number of their path under the key.
CREATE TABLE learnt_file (
    file     BLOB    PRIMARY KEY,
    size     INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    entry    INTEGER NOT NULL,
    offset   INTEGER NOT NULL,
    done     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Which key the numbers are under: its SHA-256.
CREATE TABLE history_key (
    digest BLOB NOT NULL
) STRICT;

-- Who knows an address, whoever it is.
CREATE INDEX contact_key ON contact (key);

-- What a kept submission teaches when it is sent: people::history::Trace, and the highest score it has.
ALTER TABLE submission ADD COLUMN trace BLOB;
ALTER TABLE submission ADD COLUMN score REAL;
