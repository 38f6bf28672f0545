-- 0045 (safe for programs since 0001): lists of what is open when a role changes hands
-- +goose Up
CREATE TABLE successions (
    id VARCHAR(191) NOT NULL,
    no VARCHAR(64) NOT NULL,
    version INT NOT NULL DEFAULT 0,
    role VARCHAR(64) NOT NULL,
    grid VARCHAR(64) NOT NULL,
    from_member VARCHAR(64) NOT NULL,
    to_member VARCHAR(64) NOT NULL,
    made_at BIGINT NOT NULL,
    `lines` MEDIUMTEXT NOT NULL,
    gave_at BIGINT NOT NULL DEFAULT 0,
    gave_by VARCHAR(64) NOT NULL DEFAULT '',
    took_at BIGINT NOT NULL DEFAULT 0,
    took_by VARCHAR(64) NOT NULL DEFAULT '',
    climbed INT NOT NULL DEFAULT 0,
    done_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (id),
    UNIQUE KEY successions_no (no),
    KEY successions_done (done_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
