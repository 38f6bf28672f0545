-- 0031 (safe for programs since 0029): the days of the watch over what was handed over
-- +goose Up
CREATE TABLE watch_days (
    id VARCHAR(255) NOT NULL,
    version INT NOT NULL DEFAULT 0,
    handover VARCHAR(255) NOT NULL DEFAULT '',
    hazard VARCHAR(255) NOT NULL DEFAULT '',
    grid VARCHAR(64) NOT NULL DEFAULT '',
    day BIGINT NOT NULL DEFAULT 0,
    due BIGINT NOT NULL DEFAULT 0,
    state VARCHAR(32) NOT NULL DEFAULT '',
    by_member VARCHAR(64) NOT NULL DEFAULT '',
    at BIGINT NOT NULL DEFAULT 0,
    in_place INT NOT NULL DEFAULT 0,
    note TEXT NOT NULL,
    photos MEDIUMTEXT NOT NULL,
    PRIMARY KEY (id),
    KEY watch_days_handover (handover, day),
    KEY watch_days_day (day, state)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
