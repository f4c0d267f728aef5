-- An end was written into the credential's row when it was decided and again when it was done: a page at a random place, twice. What is decided
-- stands here now until it is done, and the row is written once.
CREATE TABLE credential_end (
    position INTEGER NOT NULL PRIMARY KEY REFERENCES credential (position), -- whose key is being destroyed
    cause TEXT NOT NULL,
    requested_at INTEGER NOT NULL
);
INSERT INTO credential_end (position, cause, requested_at)
    SELECT position, coalesce(cause, 'expired'), coalesce(end_requested_at, expires_at) FROM credential WHERE state = 'shredding';
DROP INDEX credential_in_shredding;
-- A credential with what is being done to it: whoever asks for a state asks here. The state in the row of one that is ending is 'shredding' if its
-- time has come, since it has left the list then, and else 'sealed'.
CREATE VIEW credential_now AS
    SELECT c.id, c.position, c.ticket, c.source, c.kind, c.rule, c.attachment, c.label_ct, c.value_ct, c.commitment, c.ciphertext_hash,
        c.key_leaf, c.consent, c.consent_until, c.created_at, c.expires_at, c.unseals_max, c.unseals_done,
        CASE WHEN e.position IS NULL THEN c.state ELSE 'shredding' END AS state,
        coalesce(e.cause, c.cause) AS cause, coalesce(e.requested_at, c.end_requested_at) AS end_requested_at,
        c.shredded_at, c.level, c.internal, c.listed
    FROM credential c LEFT JOIN credential_end e ON e.position = c.position;
