-- 0010 (safe for programs since 0010): what is due: one row per plan, period and grid
-- +goose Up
CREATE TABLE occurrences (
    id TEXT NOT NULL,
    plan TEXT NOT NULL,
    period TEXT NOT NULL,
    grid TEXT NOT NULL,
    state TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    opens INTEGER NOT NULL,
    due INTEGER NOT NULL,
    missed INTEGER NOT NULL,
    late INTEGER NOT NULL,
    started INTEGER NOT NULL DEFAULT 0,
    done_at INTEGER NOT NULL DEFAULT 0,
    done_by TEXT NOT NULL DEFAULT '',
    misses INTEGER NOT NULL DEFAULT 0,
    climbed INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX occurrences_period ON occurrences (plan, period, grid);

CREATE INDEX occurrences_grid ON occurrences (grid, state, due);

CREATE INDEX occurrences_open ON occurrences (missed) WHERE state = 'open';

CREATE INDEX occurrences_climbed ON occurrences (climbed, due) WHERE state = 'missed';
