-- 0048 (safe for programs since 0001): the nightly self-audit and what it found
-- +goose Up
CREATE TABLE audits (
    day TEXT NOT NULL,
    at INTEGER NOT NULL,
    since_at INTEGER NOT NULL,
    version TEXT NOT NULL,
    due INTEGER NOT NULL DEFAULT 0,
    fates TEXT NOT NULL,
    steps INTEGER NOT NULL DEFAULT 0,
    made_up INTEGER NOT NULL DEFAULT 0,
    gaps INTEGER NOT NULL DEFAULT 0,
    fresh INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (day)
) WITHOUT ROWID;

CREATE TABLE audit_gaps (
    gkey TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    no TEXT NOT NULL DEFAULT '',
    words TEXT NOT NULL,
    at INTEGER NOT NULL,
    found_day TEXT NOT NULL,
    seen_day TEXT NOT NULL,
    PRIMARY KEY (gkey)
) WITHOUT ROWID;

CREATE INDEX audit_gaps_seen ON audit_gaps (seen_day, at);

CREATE INDEX audit_gaps_subject ON audit_gaps (subject);
