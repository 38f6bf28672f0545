-- 0049 (safe for programs since 0001): what the nightly self-audit searches by; steps are found by (state, due)
-- +goose Up
CREATE INDEX posts_posted ON posts (posted_at);
