-- A ticket that waits to be closed: its state is 'closing' until then, and it can be reopened.

ALTER TABLE ticket ADD COLUMN closes_at INTEGER; -- when its credentials are shredded and it is closed; null unless 'closing'
ALTER TABLE ticket ADD COLUMN closing_by TEXT REFERENCES person (id); -- who asked for it; null unless 'closing'
CREATE INDEX ticket_by_closing ON ticket (closes_at) WHERE closes_at IS NOT NULL;

ALTER TABLE grant_policy ADD COLUMN closing_grace_ms INTEGER; -- from the wish to close to the end, in which it can be reopened; 0: at once
