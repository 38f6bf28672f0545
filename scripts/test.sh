#!/usr/bin/env bash
# Runs every test with the race detector against servers of its own, lives a whole
# year without it, and ends with a plain count. A test that skips is a failure here: nothing is missing.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/servers.sh

log=$servers_dir/tests.json
echo "vet …"
go vet ./... || exit 1
echo "test (race detector on; servers of its own) …"
# SQLite is C made into Go, behind locks of its own: watching each of its bytes finds
# nothing and takes most of the time.
go test -race -gcflags='github.com/ncruces/go-sqlite3-wasm/...=-race=false' -timeout 60m -json ./... >"$log"
status=$?
echo "the whole year of the street (without the race detector) …"
go test -timeout 15m -json -run '^TestScenario20EveryOccurrenceOfAYear' . >>"$log" || status=1
go run ./scripts/count "$log" || status=1
exit "$status"
