-- What was taken for a footer so far may have been something that was sent three times.
DELETE FROM footer;
-- The mails a paragraph has counted in: JSON array of what tells each from others, an octet each.
ALTER TABLE footer ADD COLUMN mails TEXT NOT NULL DEFAULT '[]';
