-- Who approved what, whom a credential is shown to, and a customer's wish that holds no more than the customer said.

ALTER TABLE credential ADD COLUMN internal INTEGER NOT NULL DEFAULT 0; -- 1: found in an internal note; the house's, not shown to the customer

ALTER TABLE access_grant ADD COLUMN reason_code TEXT; -- one of the policy's words; null: none was asked for

-- An approval that a grant has got so far. The edge to 'approved' is taken with the last one its policy asks for.
CREATE TABLE grant_approval (
    access_grant TEXT NOT NULL REFERENCES access_grant (id),
    person TEXT NOT NULL REFERENCES person (id),
    side TEXT NOT NULL,                -- 'customer' or 'agent'
    at INTEGER NOT NULL,
    PRIMARY KEY (access_grant, person)
);

-- Who may break the glass: named agents. Nobody, while it is empty.
CREATE TABLE break_glass_person (
    person TEXT NOT NULL PRIMARY KEY REFERENCES user_account (person)
);

-- A grant that is to be, or was, approved by two of those instead of whoever answers for the credential.
CREATE TABLE break_glass (
    access_grant TEXT NOT NULL PRIMARY KEY REFERENCES access_grant (id),
    asked_at INTEGER NOT NULL,         -- by the grant's agent
    confirmed_by TEXT REFERENCES person (id), -- the second person; null: not yet
    confirmed_at INTEGER,
    review_due_at INTEGER,
    reviewed_by TEXT REFERENCES person (id),
    reviewed_at INTEGER,
    root_cause_ct BLOB                 -- under the ticket's key
);

-- The same rows as before; null is what the customer of a ticket said nothing about, and the house's then holds.
CREATE TABLE grant_policy_new (
    scope TEXT NOT NULL PRIMARY KEY,   -- 'house', or the tkt_ it is for
    duration_ms_max INTEGER,
    unseals_max INTEGER,
    reason_chars_min INTEGER,
    consent_needed INTEGER,            -- 0: requests are approved without the customer
    exclusive INTEGER,                 -- 1: at most one approved or active grant per credential
    agents_needed INTEGER,             -- other agents who must approve too
    reason_codes TEXT                  -- words joined by spaces, of which a request names one; null: none is asked for
);
INSERT INTO grant_policy_new SELECT scope, duration_ms_max, unseals_max, reason_chars_min, consent_needed, exclusive, 0, NULL
    FROM grant_policy WHERE scope = 'house';
-- A ticket's row held the house's values of its time as the customer's own; a part that is no stricter than the house's says nothing.
INSERT INTO grant_policy_new SELECT t.scope,
    nullif(t.duration_ms_max, coalesce(h.duration_ms_max, 28800000)), nullif(t.unseals_max, coalesce(h.unseals_max, 10)),
    nullif(t.reason_chars_min, coalesce(h.reason_chars_min, 10)), nullif(t.consent_needed, coalesce(h.consent_needed, 1)),
    nullif(t.exclusive, coalesce(h.exclusive, 0)), NULL, NULL
    FROM grant_policy t LEFT JOIN grant_policy h ON h.scope = 'house' WHERE t.scope <> 'house';
DROP TABLE grant_policy;
ALTER TABLE grant_policy_new RENAME TO grant_policy;
