-- 0042 (safe for programs since 0023): what makes an occurrence a special one: object, role, windows
-- +goose Up
ALTER TABLE occurrences ADD COLUMN special TEXT;

CREATE INDEX occurrences_plan_due ON occurrences (plan, due);
