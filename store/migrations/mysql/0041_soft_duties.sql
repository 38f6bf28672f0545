-- 0041 (safe for programs since 0023): what must be organised and recorded: publicity, later training, drills and meetings
-- +goose Up
CREATE TABLE soft_duties (
    id VARCHAR(255) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    name VARCHAR(255) NOT NULL,
    grid VARCHAR(64) NOT NULL,
    who VARCHAR(64) NOT NULL,
    state VARCHAR(32) NOT NULL,
    version INT NOT NULL DEFAULT 0,
    opens BIGINT NOT NULL,
    due BIGINT NOT NULL,
    climbed INT NOT NULL DEFAULT 0,
    windows TEXT NOT NULL,
    reasons TEXT NOT NULL,
    done_at BIGINT NOT NULL DEFAULT 0,
    done_by VARCHAR(64) NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    record MEDIUMTEXT NOT NULL,
    PRIMARY KEY (id),
    KEY soft_duties_grid (grid, state, due),
    KEY soft_duties_state (state, due)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
