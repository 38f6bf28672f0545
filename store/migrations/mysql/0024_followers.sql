-- 0024 (safe for programs since 0024): who follows a hazard without having reported it
-- +goose Up
CREATE TABLE followers (
    hazard VARCHAR(255) NOT NULL,
    member VARCHAR(64) NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (hazard, member),
    KEY followers_member (member, hazard)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
