-- 0027 (safe for programs since 0027): who reported anonymously, under a random name; only the deliverer asks who is behind it
-- +goose Up
CREATE TABLE pseudonyms (
    token TEXT NOT NULL,
    member TEXT NOT NULL,
    PRIMARY KEY (token)
) WITHOUT ROWID;

CREATE INDEX pseudonyms_member ON pseudonyms (member);
