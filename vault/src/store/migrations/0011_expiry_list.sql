-- A credential that ends early stays in the order of expiry until its time comes: taking it out at its end would write another page, at a
-- random place, for each; when their time comes those that are over stand next to each other.
ALTER TABLE credential ADD COLUMN listed INTEGER NOT NULL DEFAULT 1
    CHECK (listed = 1 OR state <> 'sealed'); -- 1: in the list of what time ends; 0: its time has come
UPDATE credential SET listed = 0 WHERE state <> 'sealed';
DROP INDEX credential_by_expiry;
CREATE INDEX credential_by_expiry ON credential (expires_at, position) WHERE listed = 1;
