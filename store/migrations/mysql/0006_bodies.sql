-- 0006 (safe for programs since 0006): the bodies around the grid, in the order of the workbook
-- +goose Up
CREATE TABLE bodies (
    name VARCHAR(64) NOT NULL,
    kind VARCHAR(64) NOT NULL,
    members MEDIUMTEXT NOT NULL,
    ended TINYINT(1) NOT NULL DEFAULT 0,
    ord INT NOT NULL DEFAULT 0,
    PRIMARY KEY (name, kind)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
