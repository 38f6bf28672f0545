-- 0020 (safe for programs since 0020): requests with their frozen bytes, kept before they are first made; items are the deliveries
-- +goose Up
CREATE TABLE calls (
    id TEXT NOT NULL,
    api TEXT NOT NULL,
    recipients TEXT NOT NULL,
    body BLOB NOT NULL,
    items TEXT NOT NULL,
    class TEXT NOT NULL,
    bundle INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    frozen INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    look_at INTEGER,
    tries INTEGER NOT NULL DEFAULT 0,
    fence INTEGER NOT NULL DEFAULT 0,
    worker TEXT NOT NULL DEFAULT '',
    msg_id TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    ended_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
);

CREATE INDEX calls_look ON calls (class, look_at) WHERE look_at IS NOT NULL;
