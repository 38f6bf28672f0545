-- 0024 (safe for programs since 0024): who follows a hazard without having reported it
-- +goose Up
CREATE TABLE followers (
    hazard TEXT NOT NULL,
    member TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (hazard, member)
) WITHOUT ROWID;

CREATE INDEX followers_member ON followers (member, hazard);
