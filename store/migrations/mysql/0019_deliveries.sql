-- 0019 (safe for programs since 0019): the outbox: one row per post and member; look_at is when a deliverer may look next, empty once it is in a call or has ended
-- +goose Up
CREATE TABLE deliveries (
    id BIGINT NOT NULL AUTO_INCREMENT,
    post BIGINT NOT NULL,
    member VARCHAR(64) NOT NULL,
    class VARCHAR(32) NOT NULL,
    state VARCHAR(32) NOT NULL,
    due BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    look_at BIGINT NULL,
    seq BIGINT NOT NULL DEFAULT 0,
    why VARCHAR(32) NOT NULL DEFAULT '',
    reason VARCHAR(255) NOT NULL DEFAULT '',
    tries INT NOT NULL DEFAULT 0,
    again TINYINT(1) NOT NULL DEFAULT 0,
    call_id VARCHAR(64) NOT NULL DEFAULT '',
    ended_at BIGINT NOT NULL DEFAULT 0,
    fence BIGINT NOT NULL DEFAULT 0,
    worker VARCHAR(255) NOT NULL DEFAULT '',
    PRIMARY KEY (id),
    UNIQUE KEY deliveries_once (post, member),
    KEY deliveries_look (class, look_at, id),
    KEY deliveries_member (member, ended_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
