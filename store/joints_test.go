package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/safety"
)

func TestJointInspectionsAreKeptByVersionAndFoundUntilAMeetingTakesThemUp(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		j := &safety.JointInspection{
			ID: "quarterly/2026-Q3/WT", Period: "2026-Q3", Grid: "WT", State: safety.JointPlanned, Fixed: 2, Lead: "head", Assembly: "街道院内",
			Participants: []safety.Participant{{Member: "m1", Body: safety.PoliceStation, Coming: safety.Declined, Reason: "安保任务"}, {Member: "m2", Body: safety.SafetyOffice, Coming: safety.Came, Signed: noon}},
			Absences:     map[string]string{string(safety.PoliceStation): "安保任务"}, Attended: noon,
			Targets: []safety.Target{{
				Grid: "0101", Site: "0101-01", Points: 30, Reasons: []safety.TargetReason{{Kind: safety.ReasonOverdue, Text: "超期隐患 1 条", Points: 30}},
				Visit: "c1", By: "m2", At: noon, Propose: []safety.Proposal{{Hazard: "YH-2026-01-0001", To: "消防救援机构"}},
			}},
			Communities: []safety.CommunityCheck{{Grid: "01", By: "m2", At: noon, Findings: []safety.Finding{{Item: "JC-01", Answer: safety.Pass}}}},
			LookBack:    []safety.LookBack{{Subject: "hazard:h1", No: "YH-2026-01-0002", Answer: safety.Fail, Note: "又堆了"}}, LookedBack: noon,
		}
		save := func(j *safety.JointInspection) error {
			return d.Tx(ctx, func(tx *Tx) error {
				return tx.SaveJoint(ctx, j, safety.Event{Subject: j.About(), At: noon, Action: safety.JointInvited})
			})
		}
		if err := save(j); err != nil || j.Version != 1 {
			t.Fatalf("version %d: %v", j.Version, err)
		}
		old := *j
		j.State, j.SentAt, j.Remarks = safety.JointSent, noon, "建议专项检查"
		if err := save(j); err != nil || j.Version != 2 {
			t.Fatalf("version %d: %v", j.Version, err)
		}
		if err := save(&old); !errors.Is(err, safety.ErrStale) {
			t.Errorf("an old version was saved: %v", err)
		}
		waiting := func() (js []*safety.JointInspection) {
			within(t, d, func(tx *Tx) (err error) {
				js, err = tx.Joints(ctx, safety.JointQuery{Grid: "WT", Waiting: true})
				return err
			})
			return js
		}
		within(t, d, func(tx *Tx) error {
			got, err := tx.Joint(ctx, j.ID)
			if diff := cmp.Diff(j, got); diff != "" {
				t.Error(diff)
			}
			if _, err := tx.Joint(ctx, "quarterly/2026-Q4/WT"); !errors.Is(err, safety.ErrNotFound) {
				t.Errorf("found what is not there: %v", err)
			}
			return err
		})
		if js := waiting(); len(js) != 1 || js[0].ID != j.ID {
			t.Errorf("%d wait for a meeting, want one", len(js))
		}
		j.Meeting = "2026年第4次联席会议"
		if err := save(j); err != nil {
			t.Fatal(err)
		}
		if js := waiting(); len(js) != 0 {
			t.Errorf("%d wait for a meeting that has taken them up", len(js))
		}
	})
}

func TestSitesAreKnownByTheirLastVisit(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		ctx := t.Context()
		within(t, d, func(tx *Tx) error {
			for i, v := range []safety.Inspection{
				{ID: "c1", Grid: "0101", Site: "0101-01", At: noon.AddDate(0, -1, 0)}, {ID: "c2", Grid: "0101", Site: "0101-01", At: noon},
				{ID: "c3", Grid: "0101", Site: "0101-02", At: noon.AddDate(0, -2, 0)}, {ID: "c4", Grid: "0101", At: noon},
			} {
				v.By = "m1"
				if err := tx.SaveInspection(ctx, v); err != nil {
					t.Fatal(i, err)
				}
			}
			got, err := tx.LastSeen(ctx, []string{"0101-01", "0101-02", "0101-03"})
			want := map[string]time.Time{"0101-01": noon, "0101-02": noon.AddDate(0, -2, 0)}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if none, err := tx.LastSeen(ctx, nil); err != nil || len(none) != 0 {
				t.Errorf("of no sites %v were seen: %v", none, err)
			}
			return err
		})
	})
}

func TestTheLastVisitOfASiteIsFoundByIndex(t *testing.T) {
	d := openTest(t, newSQLite(t))
	within(t, d, func(tx *Tx) error {
		var plan []struct{ Detail string }
		err := tx.load(t.Context(), &plan, "EXPLAIN QUERY PLAN SELECT site, MAX(at) AS at FROM inspections WHERE site IN ? GROUP BY site", []string{"a", "b"})
		if err == nil && (len(plan) == 0 || !strings.Contains(plan[0].Detail, "inspections_site")) {
			t.Errorf("the plan is %v", plan)
		}
		return err
	})
}
