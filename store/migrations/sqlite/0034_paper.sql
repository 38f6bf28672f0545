-- 0034 (safe for programs since 0030): checks done on paper: the day written on them, and whether they are signed
-- +goose Up
ALTER TABLE inspections ADD COLUMN dated INTEGER NOT NULL DEFAULT 0;

ALTER TABLE inspections ADD COLUMN signed INTEGER NOT NULL DEFAULT 0;

CREATE INDEX inspections_object ON inspections (grid, site, plan, at);
