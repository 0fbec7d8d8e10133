-- The files of watched folders that submissions were read from, and where each of them is now. A row is written in the
-- transaction that keeps its submission.
CREATE TABLE carried (
    outbox   BLOB    NOT NULL,              -- the watched folder's path
    claim    BLOB    NOT NULL,              -- what the file was claimed as; never used again
    name     BLOB    NOT NULL,              -- its name at its place
    identity BLOB    NOT NULL,              -- SHA-256 of the file as it was found
    id       TEXT    NOT NULL REFERENCES submission (id),
    place    TEXT    NOT NULL,              -- claimed, held, sent, refused, gone
    at       INTEGER NOT NULL,              -- since when
    PRIMARY KEY (outbox, claim)
) STRICT, WITHOUT ROWID;

CREATE INDEX carried_identity ON carried (outbox, identity);
CREATE INDEX carried_id ON carried (id);
CREATE INDEX carried_open ON carried (outbox, place, claim) WHERE place IN ('claimed', 'held');
CREATE INDEX carried_over ON carried (at) WHERE place NOT IN ('claimed', 'held');
