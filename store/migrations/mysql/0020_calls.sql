-- 0020 (safe for programs since 0020): requests with their frozen bytes, kept before they are first made; items are the deliveries
-- +goose Up
CREATE TABLE calls (
    id VARCHAR(64) NOT NULL,
    api VARCHAR(64) NOT NULL,
    recipients MEDIUMTEXT NOT NULL,
    body MEDIUMBLOB NOT NULL,
    items MEDIUMTEXT NOT NULL,
    class VARCHAR(32) NOT NULL,
    bundle TINYINT(1) NOT NULL DEFAULT 0,
    state VARCHAR(32) NOT NULL,
    frozen BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    look_at BIGINT NULL,
    tries INT NOT NULL DEFAULT 0,
    fence BIGINT NOT NULL DEFAULT 0,
    worker VARCHAR(255) NOT NULL DEFAULT '',
    msg_id VARCHAR(255) NOT NULL DEFAULT '',
    code VARCHAR(255) NOT NULL DEFAULT '',
    ended_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (id),
    KEY calls_look (class, look_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
