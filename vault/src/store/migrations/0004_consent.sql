-- A customer's standing consent may have an end of its own.

ALTER TABLE credential ADD COLUMN consent_until INTEGER; -- end of a consent 'hour'; null for the others
