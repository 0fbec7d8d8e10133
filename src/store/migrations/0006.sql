-- Notices: what was told to whom.
-- When a hold is announced to its sender; NULL = it was, or it need not be. What is held now was announced at the door.
ALTER TABLE submission ADD COLUMN announce INTEGER;
-- When it was announced.
ALTER TABLE submission ADD COLUMN announced INTEGER;
-- Whether its sender is told by mail how it ends: somebody else has had a hand in it.
ALTER TABLE submission ADD COLUMN tell INTEGER NOT NULL DEFAULT 0;

CREATE INDEX submission_announce ON submission (announce) WHERE announce IS NOT NULL;
CREATE INDEX submission_announced ON submission (owner, announced) WHERE announced IS NOT NULL;

-- Addresses that take an answer to a mail of ours. Of the secret in them only the SHA-256 is here.
CREATE TABLE mail_secret (
    secret  BLOB    PRIMARY KEY,
    purpose TEXT    NOT NULL,               -- decide, request
    person  TEXT    NOT NULL,               -- whom the mail went to, in the compared form
    id      TEXT    NOT NULL REFERENCES submission (id),
    seal    TEXT    NOT NULL                -- of what they were told of
) STRICT, WITHOUT ROWID;

CREATE INDEX mail_secret_id ON mail_secret (id);

-- How far the journal has been told to programs, by the name of the place.
CREATE TABLE told_until (
    place   TEXT    PRIMARY KEY,
    seq     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
