-- 0051 (safe for programs since 0042): the windows that made a hazard's limit shorter
-- +goose Up
ALTER TABLE hazards ADD COLUMN shortened TEXT NOT NULL DEFAULT '';
