package store

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot"
	"gridwarden/safety"
)

func TestAnAuditIsKeptOnceADay(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		gap := safety.Gap{Key: "a", Kind: safety.GapStepLate, Subject: "hazard:1", No: "YH-1", Text: "晚了", At: noon, Found: "2026-09-14"}
		first := safety.AuditReport{At: noon, Since: noon.AddDate(0, 0, -7), Version: "v1", Due: 128, Fates: map[string]int{"sent": 128}, Steps: 40, MadeUp: 1, Gaps: []safety.Gap{gap}}
		next := first
		next.At, next.Version, next.Gaps = noon.AddDate(0, 0, 1), "v2", nil
		for _, rep := range []safety.AuditReport{first, first, next} {
			within(t, d, func(tx *Tx) error { return tx.KeepAudit(ctx, rep) })
		}
		within(t, d, func(tx *Tx) error {
			got, err := tx.LastAudit(ctx, noon.AddDate(0, 0, 1))
			if err != nil {
				return err
			}
			if diff := cmp.Diff(first, got); diff != "" {
				t.Error(diff)
			}
			if _, none := tx.LastAudit(ctx, noon); !errors.Is(none, safety.ErrNotFound) {
				t.Errorf("an audit before the first: %v", none)
			}
			for version, want := range map[string]time.Time{"v1": next.At, "v2": noon, "": next.At} {
				since, err := tx.PolicySince(ctx, version)
				if err != nil || !since.Equal(want) {
					t.Errorf("%q counts since %s, want %s: %v", version, since, want, err)
				}
			}
			return nil
		})
	})
}

func TestTheAuditReadsStepsPostsAndCounts(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		step := func(key string, due, ended time.Time, state safety.StepState) safety.Step {
			return safety.Step{Key: key, Subject: "hazard:1", Ladder: "R", Rung: key, Due: due, Ended: ended, State: state}
		}
		old := noon.AddDate(0, 0, -30)
		within(t, d, func(tx *Tx) error {
			return tx.PlanSteps(ctx, []safety.Step{
				step("long ago", old, old, safety.StepTold), step("left", old, time.Time{}, safety.StepPlanned), step("late", old, noon, safety.StepTold),
				step("now", noon, noon, safety.StepTold), step("to come", noon.AddDate(0, 0, 9), time.Time{}, safety.StepPlanned),
			})
		})
		within(t, d, func(tx *Tx) error {
			steps, err := tx.StepsBetween(ctx, noon.AddDate(0, 0, -7), noon)
			var got []string
			for _, st := range steps {
				got = append(got, st.Key)
			}
			if diff := cmp.Diff([]string{"left", "now"}, got); diff != "" {
				t.Error(diff)
			}
			return err
		})
		within(t, d, func(tx *Tx) error {
			for i := range 3 {
				p := bot.Post{Key: fmt.Sprint("k", i), To: []string{"m1", "m2"}, Class: bot.News, About: "hazard:1", Line: "行", Body: bot.Body{Text: fmt.Sprint("话", i)}}
				if i == 2 {
					p.Class, p.To = bot.Answer, []string{"m1"}
				}
				if err := tx.Post(ctx, p); err != nil {
					return err
				}
			}
			calls := []callRow{
				{ID: "c0", Recipients: "[]", Body: []byte("{}"), Items: "[]", Class: "news", State: "done", Frozen: ms(noon), NextAt: ms(noon)},
				{ID: "c1", Recipients: "[]", Body: []byte("{}"), Items: "[]", Class: "news", State: "done", Frozen: ms(noon), NextAt: ms(noon)},
			}
			if _, err := tx.insert(ctx, calls); err != nil {
				return err
			}
			for i := range 2 {
				_, err := tx.exec(ctx, "UPDATE deliveries SET state = 'sent', call_id = ?, ended_at = ? WHERE member = 'm1' AND post = (SELECT id FROM posts WHERE pkey = ?)", fmt.Sprint("c", i), ms(noon), fmt.Sprint("k", i))
				if err != nil {
					return err
				}
			}
			return nil
		})
		within(t, d, func(tx *Tx) error {
			seen := map[string]safety.PostFate{}
			if err := tx.EachPost(ctx, noon.AddDate(0, 0, -1), func(p safety.PostFate) { seen[p.Key+"/"+p.Member] = p }); err != nil {
				return err
			}
			if p := seen["k0/m1"]; len(seen) != 4 || p.State != "sent" || !p.CallMade.Equal(noon) || p.About != "hazard:1" || p.Sum == "" {
				t.Errorf("saw %d messages, the first %+v", len(seen), p)
			}
			about, err := tx.PostsAbout(ctx, "hazard:1")
			if err != nil || len(about) != 4 || about[0].Line != "行" {
				t.Errorf("about the hazard: %+v %v", about, err)
			}
			counts, err := tx.MessagesADay(ctx, noon.AddDate(0, 0, -1), []safety.Class{safety.ClassNews}, 1)
			if diff := cmp.Diff([]safety.MessageCount{{Member: "m1", Day: safety.Day(noon), N: 2}}, counts); diff != "" {
				t.Error(diff)
			}
			return err
		})
		h := whole()
		h.State = safety.Closed
		within(t, d, func(tx *Tx) error { return tx.SaveHazard(ctx, h, event(h, "m", safety.Submit)) })
		for id, want := range map[string]int{h.ID: 1, "other": 0} {
			within(t, d, func(tx *Tx) error {
				hs, err := tx.HazardsToAudit(ctx, []string{id})
				if len(hs) != want {
					t.Errorf("%d hazards with id %s, want %d", len(hs), id, want)
				}
				return err
			})
		}
		within(t, d, func(tx *Tx) error {
			known, err := tx.StepKnown(ctx, "long ago")
			if unknown, _ := tx.StepKnown(ctx, "never"); !known || unknown {
				t.Errorf("known: %t, never planned: %t", known, unknown)
			}
			return err
		})
	})
}

// What the nightly audit reads grows with a week, not with all that ever was.
func TestAuditQueriesSearchTheirIndexes(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		crowd(t, d)
		within(t, d, func(tx *Tx) error {
			posts := make([]postRow, 3000)
			for i := range posts {
				posts[i] = postRow{Pkey: fmt.Sprint("p", i), Class: "news", PostedAt: int64(i), Body: "{}"}
			}
			_, err := tx.insert(t.Context(), posts)
			return err
		})
		if d.driver == MySQL {
			if _, err := d.writer().ExecContext(t.Context(), "ANALYZE TABLE posts, deliveries, calls, steps"); err != nil {
				t.Fatal(err)
			}
		}
		week, night := ms(noon.Add(2990*time.Second)), ms(noon.Add(2995*time.Second))
		counts := messagesADay
		if d.driver == MySQL {
			counts = mysqlMessagesADay
		}
		for _, q := range []struct {
			sql  string
			args []any
		}{
			{stepsBetween, []any{week, night, night}},
			{recallEvents, []any{[]string{"hazard:1", "hazard:2"}}},
			{recallSteps, []any{[]string{"hazard:1", "hazard:2"}}},
			{eachPost, []any{ms(noon) + 1}},
			{counts, []any{ms(noon) + 1, []string{"news"}, 8}},
			{"SELECT * FROM supervisions WHERE subject = ? AND state IN ? ORDER BY due, no LIMIT 200", []any{"hazard:1", []string{"open"}}},
			{"SELECT * FROM silences WHERE until_at > ? AND ended_at = 0 ORDER BY until_at, no", []any{night}},
		} {
			for _, bad := range scans(t, d, q.sql, q.args) {
				t.Errorf("%s: %s", q.sql, bad)
			}
		}
	})
}
