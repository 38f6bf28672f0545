-- 0047 (safe for programs since 0001): silences with author, reason and end
-- +goose Up
CREATE TABLE silences (
    id VARCHAR(128) NOT NULL,
    no VARCHAR(64) NOT NULL,
    version INT NOT NULL DEFAULT 0,
    scope VARCHAR(32) NOT NULL,
    ref VARCHAR(255) NOT NULL,
    title TEXT NOT NULL,
    author VARCHAR(64) NOT NULL,
    reason TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL DEFAULT 0,
    ended_by VARCHAR(64) NOT NULL DEFAULT '',
    PRIMARY KEY (id),
    KEY silences_until (until_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
