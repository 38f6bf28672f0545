-- 0011 (safe for programs since 0011): recorded visits
-- +goose Up
CREATE TABLE inspections (
    id VARCHAR(255) NOT NULL,
    occurrence VARCHAR(255) NOT NULL DEFAULT '',
    plan VARCHAR(64) NOT NULL DEFAULT '',
    grid VARCHAR(64) NOT NULL DEFAULT '',
    site VARCHAR(64) NOT NULL DEFAULT '',
    by_member VARCHAR(64) NOT NULL,
    at BIGINT NOT NULL,
    photos MEDIUMTEXT NOT NULL,
    findings MEDIUMTEXT NOT NULL,
    paper TINYINT(1) NOT NULL DEFAULT 0,
    PRIMARY KEY (id),
    KEY inspections_occurrence (occurrence),
    KEY inspections_grid (grid, at),
    KEY inspections_at (at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
