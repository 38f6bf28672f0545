-- 0039 (safe for programs since 0030): when a site was visited last
-- +goose Up
ALTER TABLE inspections ADD KEY inspections_site (site, at);
