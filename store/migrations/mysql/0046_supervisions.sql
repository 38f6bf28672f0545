-- 0046 (safe for programs since 0001): leaders' supervision orders with their own deadlines
-- +goose Up
CREATE TABLE supervisions (
    no VARCHAR(64) NOT NULL,
    version INT NOT NULL DEFAULT 0,
    subject VARCHAR(255) NOT NULL,
    title TEXT NOT NULL,
    grid VARCHAR(64) NOT NULL DEFAULT '',
    leader VARCHAR(64) NOT NULL,
    leader_rank INT NOT NULL DEFAULT 0,
    words TEXT NOT NULL,
    due BIGINT NOT NULL,
    state VARCHAR(32) NOT NULL,
    round INT NOT NULL DEFAULT 0,
    climbed INT NOT NULL DEFAULT 0,
    ordered_at BIGINT NOT NULL,
    answered_at BIGINT NOT NULL DEFAULT 0,
    answered_by VARCHAR(64) NOT NULL DEFAULT '',
    answer TEXT NOT NULL,
    photos MEDIUMTEXT NOT NULL,
    ended_at BIGINT NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL,
    PRIMARY KEY (no),
    KEY supervisions_subject (subject, state),
    KEY supervisions_leader (leader, state),
    KEY supervisions_open (state, due)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
