-- What mail that slipped through is known again by, while its incident is open (src/store/fingerprint.rs).
CREATE TABLE fingerprint (
    owner    TEXT    NOT NULL,              -- whose mail is looked through, in the compared form
    incident INTEGER NOT NULL,
    data     TEXT    NOT NULL,              -- JSON; numbers, no words
    PRIMARY KEY (owner, incident)
) STRICT, WITHOUT ROWID;

CREATE INDEX fingerprint_incident ON fingerprint (incident);
