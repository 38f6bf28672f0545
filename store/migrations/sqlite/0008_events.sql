-- 0008 (safe for programs since 0008): the append-only history of every subject
-- +goose Up
CREATE TABLE events (
    subject TEXT NOT NULL,
    seq INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL,
    by_member TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT '',
    action TEXT NOT NULL,
    from_state TEXT NOT NULL DEFAULT '',
    to_state TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (subject, seq)
) WITHOUT ROWID;
