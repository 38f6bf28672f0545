-- 0019 (safe for programs since 0019): the outbox: one row per post and member; look_at is when a deliverer may look next, empty once it is in a call or has ended
-- +goose Up
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    post INTEGER NOT NULL,
    member TEXT NOT NULL,
    class TEXT NOT NULL,
    state TEXT NOT NULL,
    due INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    look_at INTEGER,
    seq INTEGER NOT NULL DEFAULT 0,
    why TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    tries INTEGER NOT NULL DEFAULT 0,
    again INTEGER NOT NULL DEFAULT 0,
    call_id TEXT NOT NULL DEFAULT '',
    ended_at INTEGER NOT NULL DEFAULT 0,
    fence INTEGER NOT NULL DEFAULT 0,
    worker TEXT NOT NULL DEFAULT ''
);

CREATE UNIQUE INDEX deliveries_once ON deliveries (post, member);

CREATE INDEX deliveries_look ON deliveries (class, look_at, id) WHERE look_at IS NOT NULL;

CREATE INDEX deliveries_member ON deliveries (member, ended_at);
