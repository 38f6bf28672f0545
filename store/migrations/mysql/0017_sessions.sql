-- 0017 (safe for programs since 0017): conversations between messages
-- +goose Up
CREATE TABLE sessions (
    member VARCHAR(64) NOT NULL,
    body MEDIUMBLOB NOT NULL,
    wake_at BIGINT NULL,
    PRIMARY KEY (member),
    KEY sessions_wake (wake_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
