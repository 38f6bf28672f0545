-- 0018 (safe for programs since 0018): what is to be said, once for all who hear it
-- +goose Up
CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    pkey TEXT NOT NULL,
    class TEXT NOT NULL,
    about TEXT NOT NULL DEFAULT '',
    due INTEGER NOT NULL,
    until_at INTEGER NOT NULL DEFAULT 0,
    line TEXT NOT NULL,
    body TEXT NOT NULL,
    sum TEXT NOT NULL,
    posted_at INTEGER NOT NULL
);

CREATE UNIQUE INDEX posts_key ON posts (pkey);

CREATE INDEX posts_about ON posts (about, posted_at);
