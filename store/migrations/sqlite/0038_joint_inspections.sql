-- 0038 (safe for programs since 0030): joint inspections, one for each occurrence of such a plan; those that wait for a joint meeting have none yet
-- +goose Up
CREATE TABLE joint_inspections (
    id TEXT NOT NULL,
    period TEXT NOT NULL,
    grid TEXT NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    sent_at INTEGER NOT NULL DEFAULT 0,
    meeting TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (id)
);

CREATE INDEX joint_inspections_waiting ON joint_inspections (meeting, state);

CREATE INDEX joint_inspections_period ON joint_inspections (grid, period);
