-- 0028 (safe for programs since 0028): other names of places, learnt when an officer says which place was meant
-- +goose Up
CREATE TABLE aliases (
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    by_member TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (name, code)
) WITHOUT ROWID;
