-- Hashes inside the log's tree, so that a proof reads a few rows instead of every leaf.

-- The roots of the complete subtrees of 256, 65,536, 16,777,216 … entries: the hashes of C2SP's tiles above the lowest level, whose own are
-- the leaf hashes. Everything here can be computed again from audit_entry.
CREATE TABLE audit_subtree (
    place INTEGER NOT NULL PRIMARY KEY, -- level * 2^56 + index; level 1 is 256 entries
    hash BLOB NOT NULL                  -- 32 bytes
);
