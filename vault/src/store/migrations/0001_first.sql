-- The first schema. Times are milliseconds since 1970 UTC; ids are their text; a column ending in _ct is an envelope (docs/formats.md), and
-- one ending in _leaf names a key in the key tree. No index holds plaintext: texts and personal columns exist only as ciphertext.

-- Single values about the store.
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY, -- 'store': the StoreId the keys folder must carry too; 'high_water': latest time ever used, in ms
    value TEXT NOT NULL
);

-- Whoever personal data belongs to: customers, guests, agents, auditors, admins.
CREATE TABLE person (
    id TEXT NOT NULL PRIMARY KEY,    -- per_
    profile_leaf INTEGER NOT NULL,   -- key of profile_ct and user_account.login_ct
    log_leaf INTEGER NOT NULL,       -- key of this person's fields in audit entries
    profile_ct BLOB NOT NULL,        -- name and e-mail address
    created_at INTEGER NOT NULL
);

-- A person who can sign in.
CREATE TABLE user_account (
    person TEXT NOT NULL PRIMARY KEY REFERENCES person (id),
    role TEXT NOT NULL,              -- 'customer', 'agent', 'auditor', 'admin'
    login_index BLOB NOT NULL UNIQUE, -- keyed hash of the login: found without being readable
    login_ct BLOB NOT NULL,          -- the login, under the person's profile key
    password_hash TEXT NOT NULL,     -- Argon2id
    disabled INTEGER NOT NULL,       -- 1: may not sign in
    created_at INTEGER NOT NULL
);

-- A sign-in that has not ended.
CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY,    -- ses_
    token_hash BLOB NOT NULL UNIQUE, -- keyed hash of the token; the token itself is nowhere
    person TEXT NOT NULL REFERENCES user_account (person),
    authn TEXT NOT NULL,             -- 'password' (cookie) or 'bearer'
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,        -- last use, moved at most once a minute
    expires_at INTEGER NOT NULL
);
CREATE INDEX session_of_person ON session (person);

CREATE TABLE ticket (
    id TEXT NOT NULL PRIMARY KEY,    -- tkt_
    position INTEGER NOT NULL UNIQUE, -- order of arrival, for paging
    customer TEXT NOT NULL REFERENCES person (id),
    state TEXT NOT NULL,             -- 'receiving', 'open', 'closed'
    link_hash BLOB,                  -- keyed hash of a guest's link secret; null for tickets of signed-in people
    content_leaf INTEGER NOT NULL,   -- key of every redacted text of the ticket
    log_leaf INTEGER NOT NULL,       -- key of the ticket's fields in audit entries
    subject_ct BLOB NOT NULL,
    description_ct BLOB NOT NULL,
    environment_ct BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    closed_at INTEGER
);
CREATE INDEX ticket_of_customer ON ticket (customer, position);

CREATE TABLE message (
    id TEXT NOT NULL PRIMARY KEY,    -- msg_
    position INTEGER NOT NULL,       -- order within the ticket
    ticket TEXT NOT NULL REFERENCES ticket (id),
    author TEXT NOT NULL REFERENCES person (id),
    author_role TEXT NOT NULL,
    internal INTEGER NOT NULL,       -- 1: agents only
    body_ct BLOB NOT NULL,
    at INTEGER NOT NULL
);
CREATE UNIQUE INDEX message_of_ticket ON message (ticket, position);

CREATE TABLE attachment (
    id TEXT NOT NULL PRIMARY KEY,    -- att_
    position INTEGER NOT NULL,       -- order of announcement within the ticket
    ticket TEXT NOT NULL REFERENCES ticket (id),
    name_ct BLOB NOT NULL,
    media_type_ct BLOB NOT NULL,
    size INTEGER NOT NULL,           -- announced bytes
    stored_size INTEGER NOT NULL,    -- bytes of the redacted form; 0 unless stored
    state TEXT NOT NULL,             -- 'announced', 'stored', 'sealed_whole', 'abandoned'
    sealed_count INTEGER NOT NULL,   -- credentials found in it
    sealed_reason TEXT NOT NULL,     -- fixed word, why it was sealed whole; else ''
    original TEXT,                   -- crd_ of the sealed original
    upload_leaf INTEGER,             -- key of the upload's chunks while they wait for their second pass
    dead_chunks INTEGER NOT NULL,    -- 1: 'original' chunks whose key is destroyed wait to be removed
    announced_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX attachment_of_ticket ON attachment (ticket, position);
CREATE INDEX attachment_with_dead_chunks ON attachment (dead_chunks);

-- Bytes of attachments, 64 KiB each before sealing.
CREATE TABLE attachment_chunk (
    attachment TEXT NOT NULL REFERENCES attachment (id),
    part TEXT NOT NULL,              -- 'original': as uploaded, under the upload's key; 'redacted': under the ticket's
    idx INTEGER NOT NULL,            -- from 0; index and last flag are bound into the envelope
    chunk_ct BLOB NOT NULL,
    PRIMARY KEY (attachment, part, idx)
);

CREATE TABLE credential (
    id TEXT NOT NULL PRIMARY KEY,    -- crd_
    position INTEGER NOT NULL UNIQUE, -- order of sealing
    ticket TEXT NOT NULL REFERENCES ticket (id),
    source TEXT NOT NULL,            -- 'entered', 'found', 'unscanned', 'original'
    kind TEXT NOT NULL,
    rule TEXT NOT NULL,              -- rule id for found ones, else ''
    attachment TEXT REFERENCES attachment (id),
    label_ct BLOB NOT NULL,          -- site, user, note, port; under the ticket's key
    value_ct BLOB,                   -- null for originals (their chunks are the value) and once shredded
    commitment BLOB NOT NULL,        -- kc, names the key without showing it
    ciphertext_hash BLOB NOT NULL,   -- of value_ct; for originals of the chunks' hashes in order
    key_leaf INTEGER NOT NULL,       -- the credential's own key
    consent TEXT NOT NULL,           -- 'ask', 'while_open'
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,     -- bound into value_ct: editing it breaks decryption
    unseals_max INTEGER NOT NULL,    -- bound likewise; 0: no limit by count
    unseals_done INTEGER NOT NULL,
    state TEXT NOT NULL,             -- 'sealed', 'shredding', 'shredded'
    cause TEXT,                      -- why it ended
    end_requested_at INTEGER,
    shredded_at INTEGER,             -- when the key's destruction was read back
    certificate TEXT                 -- signed note
);
CREATE INDEX credential_of_ticket ON credential (ticket, position);
CREATE INDEX credential_by_end ON credential (state, expires_at);

-- Permission for one agent to unseal one credential ("grant" is a word of SQL).
CREATE TABLE access_grant (
    id TEXT NOT NULL PRIMARY KEY,    -- grt_
    position INTEGER NOT NULL UNIQUE,
    credential TEXT NOT NULL REFERENCES credential (id),
    ticket TEXT NOT NULL REFERENCES ticket (id),
    agent TEXT NOT NULL REFERENCES person (id),
    state TEXT NOT NULL,             -- 'requested', 'approved', 'active', or one of the final ones
    reason_ct BLOB NOT NULL,         -- under the ticket's key
    duration_ms INTEGER NOT NULL,
    unseals_max INTEGER NOT NULL,
    unseals_done INTEGER NOT NULL,
    requested_at INTEGER NOT NULL,
    decided_at INTEGER,
    activated_at INTEGER,
    ends_at INTEGER,
    due_at INTEGER                   -- when time alone ends the present state; null in final ones
);
CREATE INDEX access_grant_of_ticket ON access_grant (ticket, position);
CREATE INDEX access_grant_of_credential ON access_grant (credential);
CREATE INDEX access_grant_by_due ON access_grant (due_at);

-- The log: leaves of an RFC 6962 tree.
CREATE TABLE audit_entry (
    seq INTEGER NOT NULL PRIMARY KEY, -- index of the leaf, from 0
    time INTEGER NOT NULL,
    event TEXT NOT NULL,
    ticket TEXT,                     -- the entry's own ids once more, for filters
    credential TEXT,
    actor TEXT,
    json TEXT NOT NULL,              -- the leaf's exact bytes
    leaf_hash BLOB NOT NULL          -- SHA-256(0x00 || json)
);
CREATE INDEX audit_entry_of_ticket ON audit_entry (ticket, seq);
CREATE INDEX audit_entry_of_credential ON audit_entry (credential, seq);
CREATE INDEX audit_entry_of_actor ON audit_entry (actor, seq);

-- The signed tree head at the end of each durable batch.
CREATE TABLE audit_checkpoint (
    size INTEGER NOT NULL PRIMARY KEY,
    root BLOB NOT NULL,
    note TEXT NOT NULL
);

-- Right edge of the tree: one row, the roots of its perfect subtrees joined, largest first.
CREATE TABLE audit_edge (
    size INTEGER NOT NULL PRIMARY KEY,
    roots BLOB NOT NULL
);
