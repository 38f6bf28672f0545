-- 0025 (safe for programs since 0025): the limit apart from its extensions, requests that wait, suspensions, chronic hazards
-- +goose Up
ALTER TABLE hazards
    ADD COLUMN limit_from BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN limit_end BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN look_at BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN paused BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN asks TEXT NOT NULL DEFAULT (''),
    ADD COLUMN chronic TINYINT NOT NULL DEFAULT 0,
    ADD KEY hazards_master (merged_into),
    ADD KEY hazards_closed (closed_at);
