-- How often somebody has answered the same question about the same recipient without changing anything.
CREATE INDEX asked_about ON asked (owner, check_id, about) WHERE changed = 0 AND decided IS NOT NULL;
