-- 0050 (safe for programs since 0001): each event carries the hash of the one before
-- +goose Up
ALTER TABLE events ADD COLUMN link VARCHAR(64) NOT NULL DEFAULT '';
