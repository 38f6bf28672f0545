-- 0001 (safe for programs since 0001): one row that says which version of the roster is in force
-- +goose Up
CREATE TABLE roster_state (
    id INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
);
