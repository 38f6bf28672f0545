-- 0026 (safe for programs since 0025): limits of hazards that are there already
-- +goose Up
UPDATE hazards SET limit_from = registered_at, limit_end = deadline WHERE limit_end = 0;
