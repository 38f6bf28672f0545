-- 0023 (safe for programs since 0023): when each job of the plan last ran, and who runs it now
-- +goose Up
CREATE TABLE duties (
    name VARCHAR(64) NOT NULL,
    last_run BIGINT NOT NULL DEFAULT 0,
    worker VARCHAR(255) NOT NULL DEFAULT '',
    until_at BIGINT NOT NULL DEFAULT 0,
    fence BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
