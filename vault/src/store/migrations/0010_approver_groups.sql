-- Groups of agents by name, and how many of each a policy asks for.

CREATE TABLE approver_group (
    name TEXT NOT NULL PRIMARY KEY     -- a word of a to z, digits, - and _, that policies and entries of the log say
);

CREATE TABLE approver_group_person (
    approver_group TEXT NOT NULL REFERENCES approver_group (name),
    person TEXT NOT NULL REFERENCES user_account (person), -- an agent; who is disabled stays, and does not count meanwhile
    PRIMARY KEY (approver_group, person)
);

-- A part of a row of grant_policy. The policy of a closed ticket keeps the name of a group that was removed since: it is what its customer said.
CREATE TABLE grant_policy_group (
    scope TEXT NOT NULL,               -- 'house', or the tkt_ it is for
    approver_group TEXT NOT NULL,      -- its name
    needed INTEGER NOT NULL,           -- so many of its people must approve
    PRIMARY KEY (scope, approver_group)
);
CREATE INDEX grant_policy_group_by_group ON grant_policy_group (approver_group);
