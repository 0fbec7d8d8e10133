-- Who is signed in at the page. Of every secret only the SHA-256 is here.
CREATE TABLE ticket (
    secret  BLOB    PRIMARY KEY,            -- of a link that signs in once
    who     TEXT    NOT NULL,               -- base::Who
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    secret  BLOB    PRIMARY KEY,            -- of the cookie
    who     TEXT    NOT NULL,               -- base::Who
    since   INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Whom a hold waits for besides its sender: second persons, by the compared form of their address.
CREATE TABLE assignee (
    person  TEXT    NOT NULL,
    id      TEXT    NOT NULL REFERENCES submission (id),
    PRIMARY KEY (person, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX assignee_id ON assignee (id);
CREATE INDEX submission_owner ON submission (owner, state, created);
