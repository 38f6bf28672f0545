-- 0025 (safe for programs since 0025): the limit apart from its extensions, requests that wait, suspensions, chronic hazards
-- +goose Up
ALTER TABLE hazards ADD COLUMN limit_from INTEGER NOT NULL DEFAULT 0;

ALTER TABLE hazards ADD COLUMN limit_end INTEGER NOT NULL DEFAULT 0;

ALTER TABLE hazards ADD COLUMN look_at INTEGER NOT NULL DEFAULT 0;

ALTER TABLE hazards ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;

ALTER TABLE hazards ADD COLUMN asks TEXT NOT NULL DEFAULT '';

ALTER TABLE hazards ADD COLUMN chronic INTEGER NOT NULL DEFAULT 0;

CREATE INDEX hazards_master ON hazards (merged_into);

CREATE INDEX hazards_closed ON hazards (closed_at);
