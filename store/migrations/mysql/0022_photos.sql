-- 0022 (safe for programs since 0022): pictures that were sent, before and after their bytes were fetched
-- +goose Up
CREATE TABLE photos (
    id VARCHAR(255) NOT NULL,
    by_member VARCHAR(64) NOT NULL,
    at BIGINT NOT NULL,
    state VARCHAR(32) NOT NULL,
    sha256 VARCHAR(64) NOT NULL DEFAULT '',
    look BIGINT NOT NULL DEFAULT 0,
    size BIGINT NOT NULL DEFAULT 0,
    mime VARCHAR(32) NOT NULL DEFAULT '',
    name VARCHAR(255) NOT NULL DEFAULT '',
    next_at BIGINT NOT NULL,
    look_at BIGINT NULL,
    tries INT NOT NULL DEFAULT 0,
    alarmed TINYINT(1) NOT NULL DEFAULT 0,
    reason VARCHAR(255) NOT NULL DEFAULT '',
    ended_at BIGINT NOT NULL DEFAULT 0,
    fence BIGINT NOT NULL DEFAULT 0,
    worker VARCHAR(255) NOT NULL DEFAULT '',
    PRIMARY KEY (id),
    KEY photos_look (look_at),
    KEY photos_sha (sha256)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
