-- 0028 (safe for programs since 0028): other names of places, learnt when an officer says which place was meant
-- +goose Up
CREATE TABLE aliases (
    name VARCHAR(64) NOT NULL,
    code VARCHAR(80) NOT NULL,
    by_member VARCHAR(64) NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (name, code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
