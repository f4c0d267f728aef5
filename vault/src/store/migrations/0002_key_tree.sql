-- The key tree: every key of a leaf is sealed in a node, every node under a key in the node above it, the top under the root key, which lies
-- in the keys folder and nowhere here. What a row held before it was rewritten may stay on the disk: shredding makes its key unreachable.

-- The nodes, of 120 keys each. One integer names a node, so that it is one row of one page without an index beside it.
CREATE TABLE key_node (
    place INTEGER NOT NULL PRIMARY KEY, -- level * 2^56 + index; the level of buckets, whose keys are leaves, is 0
    sealed BLOB NOT NULL                -- nonce, 120 keys of 32 bytes encrypted, tag: 3,880 bytes
);

-- One row once there is a tree.
CREATE TABLE key_tree (
    levels INTEGER NOT NULL PRIMARY KEY, -- from 1 to 8; the top is the node at level levels - 1, index 0
    root_commitment BLOB NOT NULL,       -- names the root key that opens the top, without showing it; 32 bytes
    buckets INTEGER NOT NULL             -- given out so far: the next one's index. A leaf is bucket * 120 + its place in it
);

-- The bucket that gets the next key of its kind.
CREATE TABLE key_stream (
    stream INTEGER NOT NULL PRIMARY KEY, -- 0 persons, 1 tickets, else the hour since 1970 UTC in which the keys end
    bucket INTEGER NOT NULL,
    used INTEGER NOT NULL                -- places given out in it, from 1 to 120
);

-- Leaves whose end is durable though the root could not be replaced: refused already, re-keyed as soon as the keys folder can be written.
CREATE TABLE key_ending (
    leaf INTEGER NOT NULL PRIMARY KEY
);
