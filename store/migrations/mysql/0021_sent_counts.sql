-- 0021 (safe for programs since 0021): how many messages a member was sent in a minute of Unix time, and how many of them count against the cap; the empty member is the app, whose minute is the first of a day in Shanghai
-- +goose Up
CREATE TABLE sent_counts (
    member VARCHAR(64) NOT NULL,
    minute BIGINT NOT NULL,
    n INT NOT NULL DEFAULT 0,
    capped INT NOT NULL DEFAULT 0,
    PRIMARY KEY (member, minute),
    KEY sent_counts_minute (minute)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
