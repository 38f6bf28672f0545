-- 0037 (safe for programs since 0030): the day an occurrence was fixed for
-- +goose Up
ALTER TABLE occurrences ADD COLUMN planned INTEGER NOT NULL DEFAULT 0;
