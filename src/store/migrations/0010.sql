-- What is opened when something slipped through. The record is read and written whole; what lists show stands beside it.
CREATE TABLE incident (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,  -- 7 is shown as I-0007
    version    INTEGER NOT NULL,
    status     TEXT    NOT NULL,                   -- open, contained, closed
    owner      TEXT    NOT NULL,                   -- compared form of the sender's address; '' when unknown
    opened_by  TEXT    NOT NULL,
    submission TEXT,                               -- the id it had here
    opened     INTEGER NOT NULL,
    noticed    INTEGER NOT NULL,
    band       TEXT    NOT NULL,                   -- minor, moderate, major, critical
    subject    TEXT    NOT NULL,
    has_it     INTEGER NOT NULL,                   -- how many have it who should not
    open_steps INTEGER NOT NULL,
    due        INTEGER,                            -- when the next open step is due
    next       TEXT    NOT NULL,                   -- its key; '' = none
    remind     INTEGER,                            -- when somebody is reminded next
    record     TEXT    NOT NULL                    -- JSON incident::Incident
) STRICT;

CREATE INDEX incident_owner ON incident (owner, status);
CREATE INDEX incident_remind ON incident (remind) WHERE remind IS NOT NULL;
CREATE INDEX incident_submission ON incident (submission) WHERE submission IS NOT NULL;

-- Files kept with an incident: the message, what recipients confirmed, receipts.
CREATE TABLE incident_file (
    incident INTEGER NOT NULL REFERENCES incident (id),
    name     TEXT    NOT NULL,
    bytes    BLOB    NOT NULL,
    PRIMARY KEY (incident, name)
) STRICT;
