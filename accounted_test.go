package main

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"gridwarden/safety"
)

// accounted holds a whole story to account (scenario 20): every check and hazard
// is in a state that can be, every step that was due was taken or has its reason,
// every message is sent, bundled, skipped(reason) or failed(reason), or waits for
// a good reason, nobody was disturbed at night or told too much. What the nightly
// audits found counts too.
func accounted(t *testing.T, w *world, since time.Time) safety.AuditReport {
	t.Helper()
	w.settle()
	rep, err := w.program.auditSince(w.ctx, since, w.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	for i, g := range rep.Gaps {
		if i == 20 {
			t.Errorf("… and %d more gaps", len(rep.Gaps)-i)
			break
		}
		t.Errorf("%s [%s] %s (%s)", g.At.In(safety.Shanghai).Format("01-02 15:04"), g.Kind, g.Text, g.Subject)
	}
	for _, row := range w.rows("SELECT day, gaps FROM audits WHERE gaps NOT IN ('null', '[]', '')") {
		t.Errorf("the audit of %s found %s", row[0], row[1])
	}
	w.phonesInPeace()
	ends := map[string]bool{"sent": true, "bundled": true, "skipped": true, "failed": true}
	for _, row := range w.rows("SELECT d.state, d.reason, d.next_at, p.pkey, d.member FROM deliveries d JOIN posts p ON p.id = d.post WHERE d.state NOT IN ('sent', 'bundled')") {
		if !ends[row[0]] && row[2] <= "0" || ends[row[0]] && row[1] == "" {
			t.Errorf("message %s to %s is %s (%s)", row[3], row[4], row[0], row[1])
		}
	}
	return rep
}

// tamper changes the program's SQLite file behind its back.
func (w *world) tamper(query string, args ...any) {
	w.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+w.program.settings.Database.DSN.Reveal()+"?_pragma=busy_timeout(5000)")
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	r, err := db.ExecContext(w.ctx, query, args...)
	if err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
	if n, _ := r.RowsAffected(); n == 0 && !strings.Contains(query, "TABLE") {
		w.t.Fatalf("nothing was tampered with: %s", query)
	}
}

// withFault changes some tables behind the program's back, lets something look,
// and puts them back.
func (w *world) withFault(tables, inject string, look func()) {
	w.t.Helper()
	for _, table := range strings.Fields(tables) {
		w.tamper("CREATE TABLE spare_" + table + " AS SELECT * FROM " + table)
		defer func() {
			w.tamper("DELETE FROM " + table)
			w.tamper("INSERT INTO " + table + " SELECT * FROM spare_" + table)
			w.tamper("DROP TABLE spare_" + table)
		}()
	}
	w.tamper(inject)
	look()
}

// gaps are what the audit finds since a moment, by kind.
func (w *world) gaps(since time.Time) map[safety.GapKind]string {
	w.t.Helper()
	rep, err := w.program.auditSince(w.ctx, since, w.clock.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	kinds := map[safety.GapKind]string{}
	for _, g := range rep.Gaps {
		kinds[g.Kind] += g.Text + "\n"
	}
	return kinds
}

// A step that was told, and its message: what faults are put into.
const (
	someStep = "(SELECT skey FROM steps WHERE state = 'told' AND rung = 'overdue-1' ORDER BY skey LIMIT 1)"
	somePost = "(SELECT id FROM posts WHERE pkey = " + someStep + ")"
)
