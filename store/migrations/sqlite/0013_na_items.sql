-- 0013 (safe for programs since 0013): checklist items remembered as not applying to a grid or site
-- +goose Up
CREATE TABLE na_items (
    object TEXT NOT NULL,
    item TEXT NOT NULL,
    reason TEXT NOT NULL,
    by_member TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL,
    PRIMARY KEY (object, item)
) WITHOUT ROWID;
