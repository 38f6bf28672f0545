-- 0029 (safe for programs since 0029): why a report was turned down, who looks at it first, an appeal, pictures not for the public, when its reporter last heard
-- +goose Up
ALTER TABLE hazards ADD COLUMN rejected_as TEXT NOT NULL DEFAULT '';

ALTER TABLE hazards ADD COLUMN triage INTEGER NOT NULL DEFAULT 0;

ALTER TABLE hazards ADD COLUMN appealed INTEGER NOT NULL DEFAULT 0;

ALTER TABLE hazards ADD COLUMN private INTEGER NOT NULL DEFAULT 0;

ALTER TABLE hazards ADD COLUMN heard_at INTEGER NOT NULL DEFAULT 0;

CREATE INDEX hazards_heard ON hazards (heard_at) WHERE heard_at > 0;
