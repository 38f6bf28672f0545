-- 0034 (safe for programs since 0030): checks done on paper: the day written on them, and whether they are signed
-- +goose Up
ALTER TABLE inspections
    ADD COLUMN dated BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN signed TINYINT(1) NOT NULL DEFAULT 0,
    ADD KEY inspections_object (grid, site, plan, at);
