-- 0012 (safe for programs since 0012): the rungs of ladders at their frozen instants: the ledger of supervision
-- +goose Up
CREATE TABLE steps (
    skey TEXT NOT NULL,
    subject TEXT NOT NULL,
    ladder TEXT NOT NULL,
    rung TEXT NOT NULL,
    round INTEGER NOT NULL DEFAULT 0,
    mark TEXT NOT NULL,
    level INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0,
    told_to TEXT NOT NULL,
    PRIMARY KEY (skey)
);

CREATE INDEX steps_due ON steps (due, skey) WHERE state = 'planned';

CREATE INDEX steps_subject ON steps (subject, due);
