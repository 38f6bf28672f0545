-- 0018 (safe for programs since 0018): what is to be said, once for all who hear it
-- +goose Up
CREATE TABLE posts (
    id BIGINT NOT NULL AUTO_INCREMENT,
    pkey VARCHAR(255) NOT NULL,
    class VARCHAR(32) NOT NULL,
    about VARCHAR(255) NOT NULL DEFAULT '',
    due BIGINT NOT NULL,
    until_at BIGINT NOT NULL DEFAULT 0,
    line TEXT NOT NULL,
    body MEDIUMTEXT NOT NULL,
    sum VARCHAR(64) NOT NULL,
    posted_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY posts_key (pkey),
    KEY posts_about (about, posted_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
