-- 0043 (safe for programs since 0001): leaves, with who stands in
-- +goose Up
CREATE TABLE leaves (
    id VARCHAR(128) NOT NULL,
    version INT NOT NULL DEFAULT 0,
    member VARCHAR(64) NOT NULL,
    from_at BIGINT NOT NULL,
    to_day BIGINT NOT NULL,
    asked VARCHAR(64) NOT NULL DEFAULT '',
    stand_in VARCHAR(64) NOT NULL DEFAULT '',
    agreed_at BIGINT NOT NULL DEFAULT 0,
    ended_at BIGINT NOT NULL DEFAULT 0,
    begun_at BIGINT NOT NULL DEFAULT 0,
    closed_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (id),
    KEY leaves_to (to_day)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
