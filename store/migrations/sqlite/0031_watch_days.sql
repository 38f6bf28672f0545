-- 0031 (safe for programs since 0029): the days of the watch over what was handed over
-- +goose Up
CREATE TABLE watch_days (
    id TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    handover TEXT NOT NULL DEFAULT '',
    hazard TEXT NOT NULL DEFAULT '',
    grid TEXT NOT NULL DEFAULT '',
    day INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT '',
    by_member TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    in_place INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL,
    photos TEXT NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX watch_days_handover ON watch_days (handover, day);

CREATE INDEX watch_days_day ON watch_days (day, state);
