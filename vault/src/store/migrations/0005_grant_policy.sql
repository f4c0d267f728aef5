-- What agents may ask for. Without a row for the house the defaults of the program hold; a ticket's row is its customer's stricter wish.

CREATE TABLE grant_policy (
    scope TEXT NOT NULL PRIMARY KEY,   -- 'house', or the tkt_ it is for
    duration_ms_max INTEGER NOT NULL,
    unseals_max INTEGER NOT NULL,
    reason_chars_min INTEGER NOT NULL,
    consent_needed INTEGER NOT NULL,   -- 0: requests are approved without the customer
    exclusive INTEGER NOT NULL         -- 1: at most one approved or active grant per credential
);
