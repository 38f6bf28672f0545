-- 0030 (safe for programs since 0029): hand-overs to authorities as they stand now; what happened to them is in events
-- +goose Up
CREATE TABLE handovers (
    id TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    hazard TEXT NOT NULL DEFAULT '',
    grid TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT '',
    round INTEGER NOT NULL DEFAULT 0,
    climbed INTEGER NOT NULL DEFAULT 0,
    criterion TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    authority TEXT NOT NULL DEFAULT '',
    addressee TEXT NOT NULL DEFAULT '',
    basis TEXT NOT NULL,
    interim TEXT NOT NULL,
    request TEXT NOT NULL,
    proposed_by TEXT NOT NULL DEFAULT '',
    drafted_at INTEGER NOT NULL DEFAULT 0,
    approved_by TEXT NOT NULL DEFAULT '',
    approved_at INTEGER NOT NULL DEFAULT 0,
    sent_by TEXT NOT NULL DEFAULT '',
    sent_at INTEGER NOT NULL DEFAULT 0,
    means TEXT NOT NULL DEFAULT '',
    document TEXT NOT NULL DEFAULT '',
    reply_by INTEGER NOT NULL DEFAULT 0,
    receiver TEXT NOT NULL DEFAULT '',
    received_at INTEGER NOT NULL DEFAULT 0,
    receipt_no TEXT NOT NULL DEFAULT '',
    ended_by TEXT NOT NULL DEFAULT '',
    ended_at INTEGER NOT NULL DEFAULT 0,
    result TEXT NOT NULL,
    result_no TEXT NOT NULL DEFAULT '',
    photos TEXT NOT NULL,
    due INTEGER NOT NULL DEFAULT 0,
    ask_from INTEGER NOT NULL DEFAULT 0,
    inquiries INTEGER NOT NULL DEFAULT 0,
    agenda INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
);

CREATE INDEX handovers_hazard ON handovers (hazard, state);

CREATE INDEX handovers_state ON handovers (state, id);

CREATE INDEX handovers_grid ON handovers (grid, state);
