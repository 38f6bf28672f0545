-- 0004 (safe for programs since 0004): the roles people hold in grids, in the order of the workbook
-- +goose Up
CREATE TABLE assignments (
    ord INTEGER NOT NULL DEFAULT 0,
    member TEXT NOT NULL,
    role TEXT NOT NULL,
    grid TEXT NOT NULL,
    deputy TEXT NOT NULL DEFAULT '',
    from_day INTEGER NOT NULL DEFAULT 0,
    to_day INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (ord)
);
