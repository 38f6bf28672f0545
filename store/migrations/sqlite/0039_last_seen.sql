-- 0039 (safe for programs since 0030): when a site was visited last
-- +goose Up
CREATE INDEX inspections_site ON inspections (site, at);
