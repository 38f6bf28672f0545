-- 0021 (safe for programs since 0021): how much a member was sent; span is a minute of Unix time, or minus a day of Unix time in Shanghai; the empty member is the app
-- +goose Up
CREATE TABLE sent_counts (
    member VARCHAR(64) NOT NULL,
    span BIGINT NOT NULL,
    n INT NOT NULL DEFAULT 0,
    PRIMARY KEY (member, span),
    KEY sent_counts_span (span)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
