# test   everything, with the servers it needs; what CI runs
# check  what to run before handing a change over: format, vet, lint, tests, fresh documents
# hunt   other random years, streets and lives than the tests have, N times (5)
# bench  the figures of docs/performance.md
# demo   a day of the grid on this machine

.PHONY: test check hunt bench demo documents

test:
	@bash scripts/test.sh

check:
	@bash scripts/check.sh
	@bash scripts/test.sh

hunt:
	@go test -timeout 0 -count $${N:-5} -run '^(TestScenario20|TestAWholeStreet|TestRandomLives)' . -year-seed 0

bench:
	@go test -run '^$$' -bench . -benchmem ./...

demo:
	@go run . demo

documents:
	@go test ./safety ./handlers . -run 'Document|Golden|Transcript' -update
