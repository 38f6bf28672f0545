-- 0032 (safe for programs since 0029): notifications of the police of what the street keeps
-- +goose Up
CREATE TABLE notifications (
    id TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    hazard TEXT NOT NULL DEFAULT '',
    grid TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT '',
    round INTEGER NOT NULL DEFAULT 0,
    climbed INTEGER NOT NULL DEFAULT 0,
    authority TEXT NOT NULL DEFAULT '',
    addressee TEXT NOT NULL DEFAULT '',
    opened_at INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL DEFAULT 0,
    by_member TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    means TEXT NOT NULL DEFAULT '',
    document TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL,
    photos TEXT NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX notifications_hazard ON notifications (hazard, state);

CREATE INDEX notifications_state ON notifications (state, id);
