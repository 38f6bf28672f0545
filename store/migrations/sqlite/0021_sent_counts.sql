-- 0021 (safe for programs since 0021): how many messages a member was sent in a minute of Unix time, and how many of them count against the cap; the empty member is the app, whose minute is the first of a day in Shanghai
-- +goose Up
CREATE TABLE sent_counts (
    member TEXT NOT NULL,
    minute INTEGER NOT NULL,
    n INTEGER NOT NULL DEFAULT 0,
    capped INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (member, minute)
) WITHOUT ROWID;

CREATE INDEX sent_counts_minute ON sent_counts (minute);
