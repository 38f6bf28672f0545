-- 0022 (safe for programs since 0022): pictures that were sent, before and after their bytes were fetched
-- +goose Up
CREATE TABLE photos (
    id TEXT NOT NULL,
    by_member TEXT NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL,
    sha256 TEXT NOT NULL DEFAULT '',
    look INTEGER NOT NULL DEFAULT 0,
    size INTEGER NOT NULL DEFAULT 0,
    mime TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    next_at INTEGER NOT NULL,
    look_at INTEGER,
    tries INTEGER NOT NULL DEFAULT 0,
    alarmed INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    ended_at INTEGER NOT NULL DEFAULT 0,
    fence INTEGER NOT NULL DEFAULT 0,
    worker TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (id)
);

CREATE INDEX photos_look ON photos (look_at) WHERE look_at IS NOT NULL;

CREATE INDEX photos_sha ON photos (sha256);
