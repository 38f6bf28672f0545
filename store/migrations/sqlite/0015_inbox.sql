-- 0015 (safe for programs since 0015): what members sent, kept under its key for ever; wait_at is empty once it was handled
-- +goose Up
CREATE TABLE inbox (
    mkey TEXT NOT NULL,
    member TEXT NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    wait_at INTEGER,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL,
    body TEXT NOT NULL,
    kept INTEGER NOT NULL,
    kept_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (mkey)
);

CREATE INDEX inbox_waiting ON inbox (wait_at, member) WHERE wait_at IS NOT NULL;

CREATE INDEX inbox_lane ON inbox (member, wait_at, mkey) WHERE wait_at IS NOT NULL;
