-- 0045 (safe for programs since 0001): lists of what is open when a role changes hands
-- +goose Up
CREATE TABLE successions (
    id TEXT NOT NULL,
    no TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    role TEXT NOT NULL,
    grid TEXT NOT NULL,
    from_member TEXT NOT NULL,
    to_member TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    lines TEXT NOT NULL,
    gave_at INTEGER NOT NULL DEFAULT 0,
    gave_by TEXT NOT NULL DEFAULT '',
    took_at INTEGER NOT NULL DEFAULT 0,
    took_by TEXT NOT NULL DEFAULT '',
    climbed INTEGER NOT NULL DEFAULT 0,
    done_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX successions_no ON successions (no);
CREATE INDEX successions_done ON successions (done_at);
