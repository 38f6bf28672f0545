-- 0035 (safe for programs since 0029): how those in charge treat major hazards
-- +goose Up
CREATE TABLE treatments (
    id VARCHAR(255) NOT NULL,
    version INT NOT NULL DEFAULT 0,
    grid VARCHAR(64) NOT NULL DEFAULT '',
    round INT NOT NULL DEFAULT 0,
    climbed INT NOT NULL DEFAULT 0,
    opened_at BIGINT NOT NULL DEFAULT 0,
    due BIGINT NOT NULL DEFAULT 0,
    plan MEDIUMTEXT NOT NULL,
    plan_by VARCHAR(64) NOT NULL DEFAULT '',
    plan_at BIGINT NOT NULL DEFAULT 0,
    listed_by VARCHAR(255) NOT NULL DEFAULT '',
    listed_no VARCHAR(255) NOT NULL DEFAULT '',
    listed_at BIGINT NOT NULL DEFAULT 0,
    progress TEXT NOT NULL,
    progress_n INT NOT NULL DEFAULT 0,
    asked_at BIGINT NOT NULL DEFAULT 0,
    ended_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
