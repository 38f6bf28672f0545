-- 0016 (safe for programs since 0016): who handles the messages of which member, until when; the fence grows with every claim
-- +goose Up
CREATE TABLE lanes (
    member VARCHAR(64) NOT NULL,
    worker VARCHAR(255) NOT NULL DEFAULT '',
    until_at BIGINT NOT NULL DEFAULT 0,
    fence BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (member)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
