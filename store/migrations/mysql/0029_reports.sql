-- 0029 (safe for programs since 0029): why a report was turned down, who looks at it first, an appeal, pictures not for the public, when its reporter last heard
-- +goose Up
ALTER TABLE hazards
    ADD COLUMN rejected_as VARCHAR(64) NOT NULL DEFAULT '',
    ADD COLUMN triage TINYINT NOT NULL DEFAULT 0,
    ADD COLUMN appealed TINYINT NOT NULL DEFAULT 0,
    ADD COLUMN private TINYINT NOT NULL DEFAULT 0,
    ADD COLUMN heard_at BIGINT NOT NULL DEFAULT 0,
    ADD KEY hazards_heard (heard_at);
