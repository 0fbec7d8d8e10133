-- The journal's chain: SHA-256 of the line before and of this one (src/store/chain.rs). The lines from before get theirs from
-- the migration.
ALTER TABLE journal ADD COLUMN chain BLOB NOT NULL DEFAULT x'';
