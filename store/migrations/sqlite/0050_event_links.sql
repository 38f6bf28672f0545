-- 0050 (safe for programs since 0001): each event carries the hash of the one before
-- +goose Up
ALTER TABLE events ADD COLUMN link TEXT NOT NULL DEFAULT '';
