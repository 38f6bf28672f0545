-- 0008 (safe for programs since 0008): the append-only history of every subject
-- +goose Up
CREATE TABLE events (
    subject VARCHAR(255) NOT NULL,
    seq INT NOT NULL DEFAULT 0,
    at BIGINT NOT NULL,
    by_member VARCHAR(64) NOT NULL DEFAULT '',
    message VARCHAR(255) NOT NULL DEFAULT '',
    action VARCHAR(32) NOT NULL,
    from_state VARCHAR(32) NOT NULL DEFAULT '',
    to_state VARCHAR(32) NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    detail MEDIUMTEXT NOT NULL,
    PRIMARY KEY (subject, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
