-- 0001 (safe for programs since 0001): one row that says which version of the roster is in force
-- +goose Up
CREATE TABLE roster_state (
    id INT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
