-- 0010 (safe for programs since 0010): what is due: one row per plan, period and grid
-- +goose Up
CREATE TABLE occurrences (
    id VARCHAR(255) NOT NULL,
    plan VARCHAR(64) NOT NULL,
    period VARCHAR(32) NOT NULL,
    grid VARCHAR(64) NOT NULL,
    state VARCHAR(32) NOT NULL,
    version INT NOT NULL DEFAULT 0,
    opens BIGINT NOT NULL,
    due BIGINT NOT NULL,
    missed BIGINT NOT NULL,
    late BIGINT NOT NULL,
    started BIGINT NOT NULL DEFAULT 0,
    done_at BIGINT NOT NULL DEFAULT 0,
    done_by VARCHAR(64) NOT NULL DEFAULT '',
    misses INT NOT NULL DEFAULT 0,
    climbed INT NOT NULL DEFAULT 0,
    reason TEXT NOT NULL,
    PRIMARY KEY (id),
    KEY occurrences_period (plan, period, grid),
    KEY occurrences_grid (grid, state, due),
    KEY occurrences_open (state, missed),
    KEY occurrences_climbed (state, climbed, due)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
