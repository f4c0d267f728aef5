-- What an ending writes, made small: a mass expiry touches these rows by the hundred thousand.

-- A certificate says what the row, the log's entry and its checkpoint say already, and the same note can be signed again at any time.
ALTER TABLE credential ADD COLUMN level TEXT; -- what destruction meant for its key, 'L0' or 'L1'; null until it is shredded
UPDATE credential SET level = CASE WHEN instr(certificate, char(10) || 'level L1' || char(10)) > 0 THEN 'L1' ELSE 'L0' END
    WHERE certificate IS NOT NULL;
ALTER TABLE credential DROP COLUMN certificate;

-- Both hold only rows somebody looks for: a row that has ended leaves them for good.
DROP INDEX credential_by_end;
CREATE INDEX credential_by_expiry ON credential (expires_at, position) WHERE state = 'sealed';
CREATE INDEX credential_in_shredding ON credential (position) WHERE state = 'shredding';

-- seq is the row's own number, so every index ends in it. A credential's entries are found among its ticket's.
DROP INDEX audit_entry_of_ticket;
DROP INDEX audit_entry_of_credential;
DROP INDEX audit_entry_of_actor;
CREATE INDEX audit_entry_of_ticket ON audit_entry (ticket) WHERE ticket IS NOT NULL;
CREATE INDEX audit_entry_of_actor ON audit_entry (actor) WHERE actor IS NOT NULL;
