-- 0005 (safe for programs since 0005): the inspected objects that are not courtyards, in the order of the workbook
-- +goose Up
CREATE TABLE sites (
    code VARCHAR(64) NOT NULL,
    name VARCHAR(255) NOT NULL DEFAULT '',
    grid VARCHAR(64) NOT NULL,
    class VARCHAR(32) NOT NULL,
    kind VARCHAR(255) NOT NULL DEFAULT '',
    tags MEDIUMTEXT NOT NULL,
    high_risk TINYINT(1) NOT NULL DEFAULT 0,
    address VARCHAR(255) NOT NULL DEFAULT '',
    responsible VARCHAR(255) NOT NULL DEFAULT '',
    party VARCHAR(64) NOT NULL DEFAULT '',
    manager VARCHAR(64) NOT NULL DEFAULT '',
    ended TINYINT(1) NOT NULL DEFAULT 0,
    ord INT NOT NULL DEFAULT 0,
    PRIMARY KEY (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
