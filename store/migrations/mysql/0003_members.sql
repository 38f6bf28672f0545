-- 0003 (safe for programs since 0003): the people of the roster, in the order of the workbook
-- +goose Up
CREATE TABLE members (
    id VARCHAR(64) NOT NULL,
    name VARCHAR(255) NOT NULL DEFAULT '',
    mobile VARCHAR(32) NOT NULL DEFAULT '',
    plain TINYINT(1) NOT NULL DEFAULT 0,
    ended TINYINT(1) NOT NULL DEFAULT 0,
    ord INT NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
