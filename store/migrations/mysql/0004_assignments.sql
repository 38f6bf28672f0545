-- 0004 (safe for programs since 0004): the roles people hold in grids, in the order of the workbook
-- +goose Up
CREATE TABLE assignments (
    ord INT NOT NULL DEFAULT 0,
    member VARCHAR(64) NOT NULL,
    role VARCHAR(32) NOT NULL,
    grid VARCHAR(64) NOT NULL,
    deputy VARCHAR(64) NOT NULL DEFAULT '',
    from_day BIGINT NOT NULL DEFAULT 0,
    to_day BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (ord)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
