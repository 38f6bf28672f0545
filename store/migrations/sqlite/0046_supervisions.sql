-- 0046 (safe for programs since 0001): leaders' supervision orders with their own deadlines
-- +goose Up
CREATE TABLE supervisions (
    no TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    subject TEXT NOT NULL,
    title TEXT NOT NULL,
    grid TEXT NOT NULL DEFAULT '',
    leader TEXT NOT NULL,
    leader_rank INTEGER NOT NULL DEFAULT 0,
    words TEXT NOT NULL,
    due INTEGER NOT NULL,
    state TEXT NOT NULL,
    round INTEGER NOT NULL DEFAULT 0,
    climbed INTEGER NOT NULL DEFAULT 0,
    ordered_at INTEGER NOT NULL,
    answered_at INTEGER NOT NULL DEFAULT 0,
    answered_by TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL,
    photos TEXT NOT NULL,
    ended_at INTEGER NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL,
    PRIMARY KEY (no)
) WITHOUT ROWID;

CREATE INDEX supervisions_subject ON supervisions (subject, state);

CREATE INDEX supervisions_leader ON supervisions (leader, state);

CREATE INDEX supervisions_open ON supervisions (state, due);
