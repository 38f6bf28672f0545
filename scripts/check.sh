#!/usr/bin/env bash
# Format, vet and lint; the tests keep the generated documents fresh.
set -euo pipefail
cd "$(dirname "$0")/.."
unformatted=$(gofmt -l .)
[ -z "$unformatted" ] || { printf 'gofmt would change:\n%s\n' "$unformatted"; exit 1; }
go vet ./...
go tool staticcheck ./...
