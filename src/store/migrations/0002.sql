-- What stands below a sender's mail again and again: numbers made of paragraphs' letters, never the words.
CREATE TABLE footer (
    owner       TEXT    NOT NULL,
    fingerprint INTEGER NOT NULL,
    count       INTEGER NOT NULL,
    last        INTEGER NOT NULL,
    PRIMARY KEY (owner, fingerprint)
) STRICT, WITHOUT ROWID;

CREATE INDEX footer_last ON footer (last) WHERE count < 3;

-- The paragraphs of a submission, learned when it is sent: JSON array of numbers.
ALTER TABLE submission ADD COLUMN paragraphs TEXT NOT NULL DEFAULT '[]';
