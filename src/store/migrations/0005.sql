-- The held list: whatever it shows and however it is sorted is looked up by an index, a search by words too.

-- In the order of storing; no id has an order, and rowids of a table without one of its own may change (VACUUM).
ALTER TABLE submission ADD COLUMN n INTEGER;
UPDATE submission SET n = numbered.n
    FROM (SELECT id, row_number() OVER (ORDER BY created, rowid) AS n FROM submission) AS numbered
    WHERE numbered.id = submission.id;
CREATE UNIQUE INDEX submission_n ON submission (n);

-- Which list it stands in; our own messages stand in none. What needs a second person waits for others.
ALTER TABLE submission ADD COLUMN tab TEXT GENERATED ALWAYS AS (
    CASE WHEN door = 'own' THEN NULL
         WHEN state = 'held' AND step = 'approve' THEN 'others'
         WHEN state IN ('held', 'unsure', 'damaged') THEN 'waiting'
         WHEN state IN ('delayed', 'queued') THEN 'leaving'
         ELSE 'done' END) VIRTUAL;
CREATE INDEX submission_tab ON submission (tab, n);
CREATE INDEX submission_owner_tab ON submission (owner, tab, n);

-- When it leaves or goes back by itself; NULL for what is over.
ALTER TABLE submission ADD COLUMN ends INTEGER GENERATED ALWAYS AS (
    CASE WHEN state IN ('held', 'delayed', 'queued', 'unsure', 'damaged')
         THEN coalesce(deadline, due, created) END) VIRTUAL;
CREATE INDEX submission_ends ON submission (tab, ends, n) WHERE ends IS NOT NULL;
CREATE INDEX submission_owner_ends ON submission (owner, tab, ends, n) WHERE ends IS NOT NULL;

-- Words to search by, under the number of their submission; the texts themselves are kept once, where they were. `keys` has
-- what filters: `o` and the owner, `c` and each check that asked, in hex. Written by store/words.rs in the same words.
CREATE VIRTUAL TABLE words USING fts5 (
    id, subject, sender, recipients, headline, keys,
    content = '', contentless_delete = 1, detail = column, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO words (rowid, id, subject, sender, recipients, headline, keys)
    SELECT s.n, s.id, s.subject, s.owner,
           (SELECT group_concat(r.address || ' ' || r.name, ' ') FROM recipient r WHERE r.id = s.id),
           s.headline,
           'o' || hex(s.owner) || coalesce(
               (SELECT group_concat(' c' || hex(f.value ->> 'check'), '') FROM json_each(s.verdict, '$.findings') f
                WHERE f.value ->> 'step' <> 'note'), '')
    FROM submission s WHERE s.tab IS NOT NULL;
