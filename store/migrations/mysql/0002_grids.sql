-- 0002 (safe for programs since 0002): the responsibility tree, in the order of the workbook
-- +goose Up
CREATE TABLE grids (
    code VARCHAR(64) NOT NULL,
    name VARCHAR(255) NOT NULL DEFAULT '',
    parent VARCHAR(64) NOT NULL DEFAULT '',
    level VARCHAR(32) NOT NULL,
    kind VARCHAR(32) NOT NULL DEFAULT '',
    lat DOUBLE NOT NULL DEFAULT 0,
    lon DOUBLE NOT NULL DEFAULT 0,
    ended TINYINT(1) NOT NULL DEFAULT 0,
    ord INT NOT NULL DEFAULT 0,
    PRIMARY KEY (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
