package store

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"gridwarden/bot"
	"gridwarden/safety"
)

// samples are arguments for every hot statement. A statement that has none here
// fails the test.
var samples = map[string][]any{
	"laneCandidates":  {ms(noon), 16},
	"laneNext":        {"wt_000001"},
	"messageDone":     {1, "m1", "wt_000001", "w", 1},
	"messageSet":      {1, "waiting", "r", 1, 0, "m1", "wt_000001", "w", 1},
	"wakesDue":        {ms(noon), 10},
	"inboxAdd":        {`[{"key":"x","member":"m","kind":"text","at":1,"body":"{}","kept":1,"kept_at":1}]`},
	"inboxKept":       {`["m1","m2"]`},
	"stepsDue":        {ms(noon), 10},
	"deliveriesAdd":   {"answer", "waiting", 1, 1, 1, 1, 1, `["wt_000001"]`},
	"deliveriesDue":   {"answer", ms(noon), ms(noon), 10},
	"deliveriesWith":  {`["wt_000001"]`, `["news"]`, ms(noon)},
	"heldFirst":       {"wt_000001", "capped"},
	"heldGather":      {ms(noon), ms(noon), "wt_000001", "capped", ms(noon)},
	"answersOpen":     {`["wt_000001"]`},
	"deliveriesClaim": {`[1,2]`, "w", 1},
	"deliveriesCall":  {`[{"id":1,"fence":1,"call":"c"}]`},
	"deliveriesSet":   {`[{"id":1,"fence":1,"call":"","state":"sent","next":null,"why":"","reason":"","tries":0,"again":0,"ended":1}]`},
	"deliveriesRest":  {"sent", "", "", 1, "c", `[1]`},
	"deliveriesOf":    {`[1,2]`},
	"postsMeta":       {`[1,2]`},
	"toldAlready":     {1, `[{"id":1,"member":"wt_000001","sum":"s"}]`},
	"nextDue":         {`["news","remind"]`, `["news","remind"]`},
	"callsDue":        {`["news"]`, ms(noon), 10},
	"callsClaim":      {`["c"]`, "w", 1},
	"charge":          {`[{"member":"m","minute":1,"n":1,"capped":1}]`},
	"tallies":         {1, 1, 1, 1, `["wt_000001"]`, 1, 2},
	"photosDue":       {ms(noon), 10},
	"photosClaim":     {`["media"]`, "w", 1},
}

// crowd fills the tables that ticks look into, most rows having come to their end.
func crowd(t *testing.T, d *DB) {
	t.Helper()
	ctx := t.Context()
	const n = 3000
	ids := people(n)
	within(t, d, func(tx *Tx) error {
		for i := range 10 {
			p := reminder(fmt.Sprint("k", i), ids[i*n/10:(i+1)*n/10]...)
			if i%2 == 0 {
				p.Class = bot.Answer
			}
			if err := tx.Post(ctx, p); err != nil {
				return err
			}
		}
		messages := make([]keptMessage, n)
		photos := make([]photoRow, n)
		sessions := make([]sessionRow, n)
		steps := make([]safety.Step, n)
		counts := make([]countRow, n)
		lanes := make([]laneRow, n)
		calls := make([]callRow, n)
		for i, id := range ids {
			key := fmt.Sprint("m", i)
			messages[i] = keptMessage{Key: key, Member: id, Kind: "text", At: ms(noon) + int64(i), Body: "{}"}
			photos[i] = photoRow{ID: key, ByMember: id, State: photoStored}
			sessions[i] = sessionRow{Member: id, Body: []byte("{}")}
			steps[i] = safety.Step{Key: key, Subject: key, Due: noon.Add(time.Duration(i) * time.Second), State: safety.StepTold}
			counts[i] = countRow{Member: id, Minute: int64(i), N: 1}
			lanes[i] = laneRow{Member: id}
			calls[i] = callRow{ID: key, State: string(bot.CallDone), Body: []byte("{}")}
		}
		if _, err := tx.addMessages(ctx, messages); err != nil {
			return err
		}
		for _, rows := range []any{photos, sessions, lanes, calls} {
			if _, err := tx.insert(ctx, rows); err != nil {
				return err
			}
		}
		if _, err := tx.exec(ctx, d.hot.charge, encode(counts)); err != nil {
			return err
		}
		if err := tx.PlanSteps(ctx, steps); err != nil {
			return err
		}
		for _, end := range []string{
			"UPDATE inbox SET wait_at = NULL, state = 'done' WHERE mkey NOT LIKE '%7'",
			"UPDATE deliveries SET look_at = NULL, state = 'sent', ended_at = 1 WHERE id % 10 <> 3",
		} {
			if _, err := tx.exec(ctx, end); err != nil {
				return err
			}
		}
		return nil
	})
	drainOnce(t, d, 100, noon)
	analyze := []string{"ANALYZE"}
	if d.driver == MySQL {
		analyze = []string{"ANALYZE TABLE inbox, lanes, sessions, steps, posts, deliveries, calls, sent_counts, photos"}
	}
	for _, a := range analyze {
		if _, err := d.writer().ExecContext(ctx, a); err != nil {
			t.Fatal(err)
		}
	}
}

var tables = regexp.MustCompile(`SCAN (\w+)`)

// Lists that were given, and nothing else, may be read from end to end. The
// first waiting messages are read in the order of an index that holds only
// waiting ones.
func TestHotStatementsSearchTheirIndexes(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		crowd(t, d)
		hot := reflect.ValueOf(*d.hot)
		for i := range hot.NumField() {
			name := hot.Type().Field(i).Name
			if hot.Field(i).Kind() != reflect.String {
				continue
			}
			args, ok := samples[name]
			if !ok {
				t.Errorf("%s has no sample arguments", name)
				continue
			}
			for _, bad := range scans(t, d, hot.Field(i).String(), args) {
				if name == "laneCandidates" && strings.Contains(bad, "inbox_waiting") {
					continue
				}
				t.Errorf("%s: %s", name, bad)
			}
		}
	})
}

// Besides the hot ones, these run on ticks or for every message.
func TestTickQueriesSearchTheirIndexes(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		crowd(t, d)
		within(t, d, func(tx *Tx) error {
			os := make([]safety.Occurrence, 3000)
			for i := range os {
				os[i] = weekly(fmt.Sprint(i))
				if os[i].State = safety.Done; i%100 == 0 {
					os[i].State = safety.Open
				}
				os[i].Missed = noon.AddDate(0, 0, i)
			}
			_, err := tx.AddOccurrences(t.Context(), os)
			return err
		})
		if d.driver == MySQL {
			d.writer().ExecContext(t.Context(), "ANALYZE TABLE occurrences")
		}
		for _, q := range []string{
			"SELECT fence FROM lanes WHERE member = 'wt_000001' AND worker = 'w'",
			"UPDATE lanes SET until_at = 0 WHERE member = 'wt_000001' AND worker = 'w' AND fence = 1",
			"SELECT * FROM posts WHERE pkey = 'k1'",
			"SELECT * FROM sessions WHERE member = 'wt_000001'",
			"SELECT * FROM events WHERE subject = 'x' ORDER BY seq",
			"SELECT COALESCE(MAX(seq), 0) FROM events WHERE subject = 'x'",
			"SELECT * FROM occurrences WHERE state = 'open' AND missed <= 1789358400000 ORDER BY due, id LIMIT 200",
			"SELECT * FROM steps WHERE subject = 'x' ORDER BY due, skey",
			"SELECT id FROM photos WHERE sha256 = 'x' LIMIT 1",
		} {
			for _, bad := range scans(t, d, q, nil) {
				t.Errorf("%s: %s", q, bad)
			}
		}
	})
}

// scans are the lines of a statement's plan that read a whole table or index.
func scans(t *testing.T, d *DB, query string, args []any) (bad []string) {
	t.Helper()
	if d.driver == SQLite {
		var plan []struct{ Detail string }
		if err := d.peek().load(t.Context(), &plan, "EXPLAIN QUERY PLAN "+query, args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		for _, p := range plan {
			m := tables.FindStringSubmatch(p.Detail)
			if m != nil && !strings.Contains(p.Detail, "VIRTUAL TABLE") && m[1] != "CONSTANT" && m[1] != "j" && m[1] != "s" {
				bad = append(bad, p.Detail)
			}
		}
		return bad
	}
	var plan []struct{ Table, Type, Key, Extra string }
	if err := d.peek().load(t.Context(), &plan, "EXPLAIN "+query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	for _, p := range plan {
		whole := p.Type == "ALL" || p.Type == "index"
		if whole && !strings.Contains(p.Extra, "json_table") && !strings.HasPrefix(p.Table, "<") {
			bad = append(bad, fmt.Sprintf("%s is read by %s %s %s", p.Table, p.Type, p.Key, p.Extra))
		}
	}
	return bad
}
