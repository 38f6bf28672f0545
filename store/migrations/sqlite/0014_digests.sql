-- 0014 (safe for programs since 0014): what each member was shown in numbered lists
-- +goose Up
CREATE TABLE digests (
    member TEXT NOT NULL,
    dkey TEXT NOT NULL,
    at INTEGER NOT NULL,
    shown TEXT NOT NULL,
    PRIMARY KEY (member, dkey)
) WITHOUT ROWID;

CREATE INDEX digests_last ON digests (member, at);
