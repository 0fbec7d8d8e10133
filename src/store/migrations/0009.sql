-- Recall: a message is found again by its Message-ID.
CREATE TABLE written (
    key TEXT NOT NULL,                      -- the Message-ID without brackets; without one the SHA-256 of the bytes, in hex
    id  TEXT NOT NULL,                      -- as in journal
    PRIMARY KEY (key, id)
) STRICT, WITHOUT ROWID;

-- Whether what an attempt under way leaves undone is not tried again.
ALTER TABLE submission ADD COLUMN recalled INTEGER NOT NULL DEFAULT 0;
