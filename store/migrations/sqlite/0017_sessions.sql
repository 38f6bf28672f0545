-- 0017 (safe for programs since 0017): conversations between messages
-- +goose Up
CREATE TABLE sessions (
    member TEXT NOT NULL,
    body BLOB NOT NULL,
    wake_at INTEGER,
    PRIMARY KEY (member)
);

CREATE INDEX sessions_wake ON sessions (wake_at) WHERE wake_at IS NOT NULL;
