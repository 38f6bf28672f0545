-- 0014 (safe for programs since 0014): what each member was shown in numbered lists
-- +goose Up
CREATE TABLE digests (
    member VARCHAR(64) NOT NULL,
    dkey VARCHAR(255) NOT NULL,
    at BIGINT NOT NULL,
    shown MEDIUMTEXT NOT NULL,
    PRIMARY KEY (member, dkey),
    KEY digests_last (member, at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
