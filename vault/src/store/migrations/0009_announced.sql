-- Files that were announced and have not come: whoever looks for them finds few.
CREATE INDEX attachment_announced ON attachment (ticket) WHERE state = 'announced';
