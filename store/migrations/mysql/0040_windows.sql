-- 0040 (safe for programs since 0023): what was decided about windows: one row per window and year
-- +goose Up
CREATE TABLE windows (
    wkey VARCHAR(64) NOT NULL,
    window_id VARCHAR(64) NOT NULL,
    year INT NOT NULL,
    state VARCHAR(32) NOT NULL,
    version INT NOT NULL DEFAULT 0,
    from_day BIGINT NOT NULL DEFAULT 0,
    to_day BIGINT NOT NULL DEFAULT 0,
    asked BIGINT NOT NULL DEFAULT 0,
    nudged BIGINT NOT NULL DEFAULT 0,
    by_member VARCHAR(64) NOT NULL DEFAULT '',
    at BIGINT NOT NULL DEFAULT 0,
    reason TEXT NOT NULL,
    ordered VARCHAR(255) NOT NULL DEFAULT '',
    adhoc MEDIUMTEXT NOT NULL,
    PRIMARY KEY (wkey)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
