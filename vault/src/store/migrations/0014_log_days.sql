-- Entries of nobody, a sign-in under a login that no account has, hold an address too. It has no person whose key could seal it, so each day has one.
CREATE TABLE log_day (
    day INTEGER NOT NULL PRIMARY KEY, -- days since 1970 UTC
    log_leaf INTEGER NOT NULL         -- key of that day's fields in audit entries of nobody; the row goes with it
);
