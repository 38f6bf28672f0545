-- 0049 (safe for programs since 0001): what the nightly self-audit searches by
-- +goose Up
CREATE INDEX posts_posted ON posts (posted_at);

CREATE INDEX steps_all_due ON steps (state, due);
