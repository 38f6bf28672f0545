-- 0021 (safe for programs since 0021): how much a member was sent; span is a minute of Unix time, or minus a day of Unix time in Shanghai; the empty member is the app
-- +goose Up
CREATE TABLE sent_counts (
    member TEXT NOT NULL,
    span INTEGER NOT NULL,
    n INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (member, span)
) WITHOUT ROWID;

CREATE INDEX sent_counts_span ON sent_counts (span);
