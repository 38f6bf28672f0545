-- 0016 (safe for programs since 0016): who handles the messages of which member, until when; the fence grows with every claim
-- +goose Up
CREATE TABLE lanes (
    member TEXT NOT NULL,
    worker TEXT NOT NULL DEFAULT '',
    until_at INTEGER NOT NULL DEFAULT 0,
    fence INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (member)
) WITHOUT ROWID;
