-- 0015 (safe for programs since 0015): what members sent, kept under its key for ever; wait_at is empty once it was handled
-- +goose Up
CREATE TABLE inbox (
    mkey VARCHAR(255) NOT NULL,
    member VARCHAR(64) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    at BIGINT NOT NULL,
    wait_at BIGINT NULL,
    state VARCHAR(32) NOT NULL,
    tries INT NOT NULL DEFAULT 0,
    reason TEXT NOT NULL,
    body MEDIUMTEXT NOT NULL,
    kept BIGINT NOT NULL,
    kept_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (mkey),
    KEY inbox_waiting (wait_at, member),
    KEY inbox_lane (member, wait_at, mkey)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
