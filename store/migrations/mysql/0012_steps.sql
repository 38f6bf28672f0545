-- 0012 (safe for programs since 0012): the rungs of ladders at their frozen instants: the ledger of supervision
-- +goose Up
CREATE TABLE steps (
    skey VARCHAR(255) NOT NULL,
    subject VARCHAR(255) NOT NULL,
    ladder VARCHAR(64) NOT NULL,
    rung VARCHAR(64) NOT NULL,
    round INT NOT NULL DEFAULT 0,
    mark VARCHAR(32) NOT NULL,
    level INT NOT NULL DEFAULT 0,
    due BIGINT NOT NULL,
    state VARCHAR(32) NOT NULL,
    reason TEXT NOT NULL,
    ended BIGINT NOT NULL DEFAULT 0,
    told_to MEDIUMTEXT NOT NULL,
    PRIMARY KEY (skey),
    KEY steps_due (state, due, skey),
    KEY steps_subject (subject, due)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
