-- 0007 (safe for programs since 0007): hazards as they stand now; what happened to them is in events
-- +goose Up
CREATE TABLE hazards (
    id TEXT NOT NULL,
    no TEXT,
    version INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    severity TEXT NOT NULL DEFAULT '',
    category TEXT NOT NULL DEFAULT '',
    grid TEXT NOT NULL DEFAULT '',
    site TEXT NOT NULL DEFAULT '',
    place TEXT NOT NULL,
    lat REAL NOT NULL DEFAULT 0,
    lon REAL NOT NULL DEFAULT 0,
    what TEXT NOT NULL,
    no_photo TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    item TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    reporter TEXT NOT NULL DEFAULT '',
    finder TEXT NOT NULL DEFAULT '',
    party TEXT NOT NULL DEFAULT '',
    party_name TEXT NOT NULL DEFAULT '',
    officer TEXT NOT NULL DEFAULT '',
    fixed_by TEXT NOT NULL DEFAULT '',
    claimed_by TEXT NOT NULL DEFAULT '',
    reviewers TEXT NOT NULL,
    requirement TEXT NOT NULL,
    interim TEXT NOT NULL,
    time_limit TEXT NOT NULL DEFAULT '',
    deadline INTEGER NOT NULL DEFAULT 0,
    notice_no TEXT NOT NULL DEFAULT '',
    evidence TEXT NOT NULL,
    reported_at INTEGER NOT NULL DEFAULT 0,
    registered_at INTEGER NOT NULL DEFAULT 0,
    since INTEGER NOT NULL DEFAULT 0,
    closed_at INTEGER NOT NULL DEFAULT 0,
    round INTEGER NOT NULL DEFAULT 0,
    climbed INTEGER NOT NULL DEFAULT 0,
    fail_count INTEGER NOT NULL DEFAULT 0,
    reopen_count INTEGER NOT NULL DEFAULT 0,
    return_count INTEGER NOT NULL DEFAULT 0,
    extend_count INTEGER NOT NULL DEFAULT 0,
    ordered TEXT NOT NULL DEFAULT '',
    recurrence_of TEXT NOT NULL DEFAULT '',
    merged_into TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    PRIMARY KEY (id)
);

CREATE UNIQUE INDEX hazards_no ON hazards (no);

CREATE INDEX hazards_grid ON hazards (grid, state, deadline);

CREATE INDEX hazards_state ON hazards (state, deadline);

CREATE INDEX hazards_party ON hazards (party, state);

CREATE INDEX hazards_reporter ON hazards (reporter, state);

CREATE INDEX hazards_finder ON hazards (finder, state);

CREATE INDEX hazards_site ON hazards (site, state);
