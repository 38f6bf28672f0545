-- 0038 (safe for programs since 0030): joint inspections, one for each occurrence of such a plan; those that wait for a joint meeting have none yet
-- +goose Up
CREATE TABLE joint_inspections (
    id VARCHAR(255) NOT NULL,
    period VARCHAR(32) NOT NULL,
    grid VARCHAR(64) NOT NULL,
    version INT NOT NULL,
    state VARCHAR(32) NOT NULL,
    body MEDIUMTEXT NOT NULL,
    sent_at BIGINT NOT NULL DEFAULT 0,
    meeting VARCHAR(255) NOT NULL DEFAULT '',
    PRIMARY KEY (id),
    KEY joint_inspections_waiting (meeting, state),
    KEY joint_inspections_period (grid, period)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
