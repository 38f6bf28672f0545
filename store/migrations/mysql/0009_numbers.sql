-- 0009 (safe for programs since 0009): the last number drawn of every series
-- +goose Up
CREATE TABLE numbers (
    series VARCHAR(64) NOT NULL,
    n INT NOT NULL DEFAULT 0,
    PRIMARY KEY (series)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
