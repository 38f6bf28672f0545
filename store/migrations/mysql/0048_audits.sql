-- 0048 (safe for programs since 0001): the nightly self-audit and what it found
-- +goose Up
CREATE TABLE audits (
    day VARCHAR(10) NOT NULL,
    at BIGINT NOT NULL,
    since_at BIGINT NOT NULL,
    version VARCHAR(64) NOT NULL,
    due INT NOT NULL DEFAULT 0,
    fates TEXT NOT NULL,
    steps INT NOT NULL DEFAULT 0,
    made_up INT NOT NULL DEFAULT 0,
    gaps INT NOT NULL DEFAULT 0,
    fresh INT NOT NULL DEFAULT 0,
    PRIMARY KEY (day)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE audit_gaps (
    gkey VARCHAR(64) NOT NULL,
    kind VARCHAR(64) NOT NULL,
    subject VARCHAR(255) NOT NULL,
    no VARCHAR(64) NOT NULL DEFAULT '',
    words TEXT NOT NULL,
    at BIGINT NOT NULL,
    found_day VARCHAR(10) NOT NULL,
    seen_day VARCHAR(10) NOT NULL,
    PRIMARY KEY (gkey),
    KEY audit_gaps_seen (seen_day, at),
    KEY audit_gaps_subject (subject)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
