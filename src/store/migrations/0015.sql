-- Whose mail was in a file of past mail: when a sender's history is removed, their files are read anew.
CREATE TABLE learnt_from (
    owner INTEGER NOT NULL,                 -- correspondent
    file  BLOB    NOT NULL,                 -- learnt_file
    PRIMARY KEY (owner, file)
) STRICT, WITHOUT ROWID;
