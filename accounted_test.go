package main

import (
	"database/sql"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"gridwarden/safety"
	"gridwarden/store"
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
	gaps := rep.Gaps
	for _, row := range w.rows("SELECT gaps FROM audits WHERE gaps NOT IN ('null', '[]', '')") {
		var found []safety.Gap
		if err := json.Unmarshal([]byte(row[0]), &found); err != nil {
			t.Fatal(err)
		}
		gaps = append(gaps, found...)
	}
	told, subjects := map[string]bool{}, map[string]bool{}
	for _, g := range gaps {
		if told[g.Key] {
			continue
		}
		if len(told) == 20 {
			t.Error("… and more")
			break
		}
		told[g.Key] = true
		t.Errorf("%s [%s] %s (%s), found %s", g.At.In(safety.Shanghai).Format("01-02 15:04"), g.Kind, g.Text, g.Subject, g.Found)
		if !subjects[g.Subject] {
			subjects[g.Subject] = true
			w.logSubject(g.Subject)
		}
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

// logSubject logs what is on file about a matter that has a gap.
func (w *world) logSubject(about string) {
	w.t.Helper()
	for _, e := range w.history(about) {
		w.t.Logf("%s %s %s → %s by %s %s %v", e.At.In(safety.Shanghai).Format("01-02 15:04:05.000"), e.Action, e.From, e.To, e.By, e.Reason, e.Detail)
	}
	w.read(func(tx *store.Tx) error {
		steps, err := tx.Steps(w.ctx, about)
		for _, st := range steps {
			w.t.Logf("step %s due %s %s %s", st.Key, st.Due.In(safety.Shanghai).Format("01-02 15:04:05.000"), st.State, st.Reason)
		}
		return err
	})
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
	someStep = "(SELECT skey FROM steps WHERE state = 'told' AND rung = 'overdue-1' ORDER BY due DESC, skey LIMIT 1)"
	somePost = "(SELECT id FROM posts WHERE pkey = " + someStep + ")"
)
