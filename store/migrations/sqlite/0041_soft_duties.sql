-- 0041 (safe for programs since 0023): what must be organised and recorded: publicity, later training, drills and meetings
-- +goose Up
CREATE TABLE soft_duties (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    grid TEXT NOT NULL,
    who TEXT NOT NULL,
    state TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    opens INTEGER NOT NULL,
    due INTEGER NOT NULL,
    climbed INTEGER NOT NULL DEFAULT 0,
    windows TEXT NOT NULL,
    reasons TEXT NOT NULL,
    done_at INTEGER NOT NULL DEFAULT 0,
    done_by TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX soft_duties_grid ON soft_duties (grid, state, due);

CREATE INDEX soft_duties_state ON soft_duties (state, due);
