-- 0044 (safe for programs since 0001): which version of the leaves belongs to the roster in force
-- +goose Up
ALTER TABLE roster_state ADD COLUMN leaves INTEGER NOT NULL DEFAULT 0;
