-- 0013 (safe for programs since 0013): checklist items remembered as not applying to a grid or site
-- +goose Up
CREATE TABLE na_items (
    object VARCHAR(64) NOT NULL,
    item VARCHAR(64) NOT NULL,
    reason TEXT NOT NULL,
    by_member VARCHAR(64) NOT NULL DEFAULT '',
    at BIGINT NOT NULL,
    PRIMARY KEY (object, item)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
