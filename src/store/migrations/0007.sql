-- Second persons: who is asked about a hold, and who is away.
CREATE TABLE request (
    id       TEXT    PRIMARY KEY REFERENCES submission (id),
    document TEXT    NOT NULL,              -- JSON store::Request
    due      INTEGER                        -- when its ladder is looked at next; NULL when nothing more is done
) STRICT, WITHOUT ROWID;

CREATE INDEX request_due ON request (due) WHERE due IS NOT NULL;

-- Whether somebody was asked about the hold as it is now; a change of it takes that back.
ALTER TABLE submission ADD COLUMN asked INTEGER NOT NULL DEFAULT 0;
CREATE INDEX submission_unasked ON submission (created) WHERE state = 'held' AND step = 'approve' AND asked = 0;
CREATE INDEX submission_about ON submission (about) WHERE about IS NOT NULL;

CREATE TABLE away (
    person   TEXT    PRIMARY KEY,           -- compared form of the address
    address  TEXT    NOT NULL,
    since    INTEGER NOT NULL,
    until    INTEGER NOT NULL,
    delegate TEXT,                          -- the address of who decides meanwhile
    why      TEXT    NOT NULL               -- said, reply, bounce
) STRICT, WITHOUT ROWID;
