-- Mail somebody was forgotten from: it is not learnt again, whichever file it lies in.
CREATE TABLE forgotten_mail (
    owner INTEGER NOT NULL,                 -- correspondent
    mail  BLOB    NOT NULL,                 -- as in trace
    at    INTEGER NOT NULL,                 -- when it was sent: no longer kept than history is
    PRIMARY KEY (owner, mail)
) STRICT, WITHOUT ROWID;

-- What was heard of somebody who was forgotten: by its time alone, so that nobody is named.
CREATE TABLE forgotten_heard (
    owner INTEGER NOT NULL,                 -- correspondent
    at    INTEGER NOT NULL,
    kind  TEXT    NOT NULL,
    PRIMARY KEY (owner, at, kind)
) STRICT, WITHOUT ROWID;
