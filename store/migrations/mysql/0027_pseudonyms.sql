-- 0027 (safe for programs since 0027): who reported anonymously, under a random name; only the deliverer asks who is behind it
-- +goose Up
CREATE TABLE pseudonyms (
    token VARCHAR(64) NOT NULL,
    member VARCHAR(64) NOT NULL,
    PRIMARY KEY (token),
    KEY pseudonyms_member (member)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
