-- 0048 (safe for programs since 0001): the nightly self-audits and the gaps they found
-- +goose Up
CREATE TABLE audits (
    day VARCHAR(10) NOT NULL,
    at BIGINT NOT NULL,
    since_at BIGINT NOT NULL,
    version VARCHAR(64) NOT NULL,
    due INT NOT NULL DEFAULT 0,
    fates MEDIUMTEXT NOT NULL,
    steps INT NOT NULL DEFAULT 0,
    made_up INT NOT NULL DEFAULT 0,
    gaps MEDIUMTEXT NOT NULL,
    PRIMARY KEY (day)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
