-- 0011 (safe for programs since 0011): recorded visits
-- +goose Up
CREATE TABLE inspections (
    id TEXT NOT NULL,
    occurrence TEXT NOT NULL DEFAULT '',
    plan TEXT NOT NULL DEFAULT '',
    grid TEXT NOT NULL DEFAULT '',
    site TEXT NOT NULL DEFAULT '',
    by_member TEXT NOT NULL,
    at INTEGER NOT NULL,
    photos TEXT NOT NULL,
    findings TEXT NOT NULL,
    paper INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
);

CREATE INDEX inspections_occurrence ON inspections (occurrence);

CREATE INDEX inspections_grid ON inspections (grid, at);

CREATE INDEX inspections_at ON inspections (at);
