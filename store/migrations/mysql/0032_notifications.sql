-- 0032 (safe for programs since 0029): notifications of the police of what the street keeps
-- +goose Up
CREATE TABLE notifications (
    id VARCHAR(255) NOT NULL,
    version INT NOT NULL DEFAULT 0,
    hazard VARCHAR(255) NOT NULL DEFAULT '',
    grid VARCHAR(64) NOT NULL DEFAULT '',
    state VARCHAR(32) NOT NULL DEFAULT '',
    round INT NOT NULL DEFAULT 0,
    climbed INT NOT NULL DEFAULT 0,
    authority VARCHAR(64) NOT NULL DEFAULT '',
    addressee VARCHAR(255) NOT NULL DEFAULT '',
    opened_at BIGINT NOT NULL DEFAULT 0,
    due BIGINT NOT NULL DEFAULT 0,
    by_member VARCHAR(64) NOT NULL DEFAULT '',
    at BIGINT NOT NULL DEFAULT 0,
    means VARCHAR(32) NOT NULL DEFAULT '',
    document VARCHAR(255) NOT NULL DEFAULT '',
    note TEXT NOT NULL,
    photos MEDIUMTEXT NOT NULL,
    PRIMARY KEY (id),
    KEY notifications_hazard (hazard, state),
    KEY notifications_state (state, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
