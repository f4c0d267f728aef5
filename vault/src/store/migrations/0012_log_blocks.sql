-- An entry about a ticket went to that ticket's own place in the index, another page for each. The indexes are parted into blocks of 4,096 entries
-- (audit_table.cpp): what is appended falls on the few pages of the newest block, and who asks for a ticket looks into each.
DROP INDEX audit_entry_of_ticket;
DROP INDEX audit_entry_of_actor;
CREATE INDEX audit_entry_of_ticket ON audit_entry (seq / 4096, ticket) WHERE ticket IS NOT NULL;
CREATE INDEX audit_entry_of_actor ON audit_entry (seq / 4096, actor) WHERE actor IS NOT NULL;
