-- When a file of past mail is read once more though it has not changed.
ALTER TABLE learnt_file ADD COLUMN passed_over INTEGER;         -- when the newest mail in it that was too old was sent
ALTER TABLE learnt_file ADD COLUMN waits INTEGER NOT NULL DEFAULT 0; -- whether a mail in it still waits here
