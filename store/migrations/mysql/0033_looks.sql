-- 0033 (safe for programs since 0030): how the objects of a sweep stand, one row per occurrence and object
-- +goose Up
CREATE TABLE looks (
    occurrence VARCHAR(255) NOT NULL,
    object VARCHAR(64) NOT NULL,
    grid VARCHAR(64) NOT NULL,
    state VARCHAR(32) NOT NULL,
    by_member VARCHAR(64) NOT NULL,
    at BIGINT NOT NULL,
    inspection VARCHAR(255) NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    PRIMARY KEY (occurrence, object)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
