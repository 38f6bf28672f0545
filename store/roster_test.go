package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"gridwarden/safety"
)

var firstDay = time.Date(2026, time.January, 1, 0, 0, 0, 0, safety.Shanghai)

// smallStreet is a street with one of everything, not in the order of its codes.
func smallStreet() safety.Roster {
	return safety.Roster{
		Grids: []safety.Grid{
			{Code: "WT", Name: "梧桐街道", Level: safety.Street},
			{Code: "01", Name: "梧桐里社区", Parent: "WT", Level: safety.Community, Kind: safety.Neighbourhood},
			{Code: "0102", Name: "二号院", Parent: "01", Level: safety.Courtyard, Kind: safety.Estate, Lat: 31.5, Lon: 121.25},
			{Code: "0101", Name: "一号院", Parent: "01", Level: safety.Courtyard, Kind: safety.BuildingYard},
		},
		Members: []safety.Member{{ID: "m2", Name: "苗巧云", Mobile: "13900000001"}, {ID: "m1", Name: "祁文柏", Plain: true}},
		Assignments: []safety.Assignment{
			{Member: "m2", Role: safety.CourtyardLead, Grid: "0101", Deputy: "m1", From: firstDay, To: firstDay.AddDate(2, 0, 0)},
			{Member: "m1", Role: safety.CommunitySafetyOfficer, Grid: "01"},
			{Member: "m1", Role: safety.CourtyardLead, Grid: "0101"},
		},
		Sites: []safety.Site{{
			Code: "0101-01", Name: "来福小炒", Grid: "0101", Class: safety.SmallSite, Kind: safety.Shopfront, Tags: []safety.Tag{safety.Crowded, safety.Flammable},
			HighRisk: true, Address: "梧桐里 1 号", Responsible: "鲍来福", Party: "m1", Manager: "m2",
		}},
		Bodies: []safety.Body{{Name: "安监办", Kind: safety.SafetyOffice, Members: []string{"m1", "m2"}}},
	}
}

func replace(t *testing.T, d *DB, r safety.Roster, o ReplaceOptions) Change {
	t.Helper()
	if o.At.IsZero() {
		o.At = noon
	}
	c, err := d.ReplaceRoster(t.Context(), r, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func present(t *testing.T, d *DB) (r *safety.Roster) {
	t.Helper()
	err := d.Read(t.Context(), func(tx *Tx) (err error) {
		r, err = tx.Roster(t.Context())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// parts leaves out of a roster what is built from its parts.
func parts(r safety.Roster) safety.Roster {
	return safety.Roster{Grids: r.Grids, Members: r.Members, Assignments: r.Assignments, Sites: r.Sites, Bodies: r.Bodies}
}

var publicParts = cmpopts.IgnoreUnexported(safety.Roster{})

func TestRosterComesBackInItsOrderAndTheSameAgainChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		if r := present(t, d); len(r.Grids) != 0 || r.Version != 0 {
			t.Errorf("before any import the roster is %+v", r)
		}
		c := replace(t, d, smallStreet(), ReplaceOptions{})
		if c.Version != 1 || len(c.Differences) != 11 {
			t.Errorf("the first import gave version %d and %d differences", c.Version, len(c.Differences))
		}
		r := present(t, d)
		if diff := cmp.Diff(parts(smallStreet()), parts(*r), publicParts); diff != "" {
			t.Error(diff)
		}
		if c := replace(t, d, smallStreet(), ReplaceOptions{EndMissing: true}); c.Version != 1 || len(c.Differences) != 0 {
			t.Errorf("the same again: %+v", c)
		}
		if again := present(t, d); again != r {
			t.Error("a roster that has not changed was read anew")
		}
	})
}

func TestImportTellsEveryDifferenceInTheWordsOfTheWorkbook(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		replace(t, d, smallStreet(), ReplaceOptions{})
		r := smallStreet()
		r.Grids[2].Name, r.Grids[2].Lat = "新二号院", 31.75
		r.Members[0].Mobile = "13900000002"
		r.Assignments[0].Deputy, r.Assignments[0].From = "", firstDay.AddDate(0, 1, 0)
		r.Sites[0].Tags, r.Sites[0].HighRisk = []safety.Tag{safety.Crowded}, false
		r.Bodies[0].Members = []string{"m1"}
		r.Members = append(r.Members, safety.Member{ID: "m3", Name: "葛淑英"})
		c := replace(t, d, r, ReplaceOptions{})
		want := []Difference{
			{Sheet: "网格", Code: "0102", Name: "新二号院", What: Altered, Column: "名称", Old: "二号院", New: "新二号院"},
			{Sheet: "网格", Code: "0102", Name: "新二号院", What: Altered, Column: "纬度", Old: "31.5", New: "31.75"},
			{Sheet: "人员", Code: "m2", Name: "苗巧云", What: Altered, Column: "手机", Old: "13900000001", New: "13900000002"},
			{Sheet: "人员", Code: "m3", Name: "葛淑英", What: Added},
			{Sheet: "人员", Code: "m2 楼院长 0101", Name: "楼院长", What: Altered, Column: "代理人账号", Old: "m1"},
			{Sheet: "人员", Code: "m2 楼院长 0101", Name: "楼院长", What: Altered, Column: "开始日期", Old: "2026-01-01", New: "2026-02-01"},
			{Sheet: "场所", Code: "0101-01", Name: "来福小炒", What: Altered, Column: "标签", Old: "人员密集、易燃易爆", New: "人员密集"},
			{Sheet: "场所", Code: "0101-01", Name: "来福小炒", What: Altered, Column: "高危", Old: "是", New: "否"},
			{Sheet: "机构", Code: "安监办 安监办", Name: "安监办", What: Altered, Column: "成员账号", Old: "m1、m2", New: "m1"},
		}
		if diff := cmp.Diff(want, c.Differences); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(parts(r), parts(*present(t, d)), publicParts); diff != "" {
			t.Error(diff)
		}
	})
}

func TestDryRunChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		c := replace(t, d, smallStreet(), ReplaceOptions{DryRun: true})
		if c.Version != 0 || len(c.Differences) == 0 {
			t.Errorf("a dry run told %+v", c)
		}
		if r := present(t, d); len(r.Members) != 0 {
			t.Error("a dry run left members")
		}
	})
}

func TestOrderOfTheWorkbookIsKeptThoughItIsNoDifference(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		replace(t, d, smallStreet(), ReplaceOptions{})
		r := smallStreet()
		r.Members[0], r.Members[1] = r.Members[1], r.Members[0]
		c := replace(t, d, r, ReplaceOptions{})
		if len(c.Differences) != 0 || c.Version != 2 {
			t.Errorf("another order: %+v", c)
		}
		if got := present(t, d); got.Members[0].ID != "m1" {
			t.Error("the order of the workbook was lost")
		}
	})
}

func TestMissingEntriesStayUntilTheyAreEndedAndComeBack(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		replace(t, d, smallStreet(), ReplaceOptions{})
		less := smallStreet()
		less.Grids = less.Grids[:3]
		less.Members = less.Members[1:]
		less.Assignments = less.Assignments[1:]
		less.Sites, less.Bodies = nil, nil
		codes := func(c Change, what string) (codes []string) {
			for _, x := range c.Differences {
				if x.What == what {
					codes = append(codes, x.Sheet+" "+x.Code)
				}
			}
			return codes
		}
		gone := []string{"网格 0101", "人员 m2", "人员 m2 楼院长 0101", "场所 0101-01", "机构 安监办 安监办"}

		c := replace(t, d, less, ReplaceOptions{})
		if diff := cmp.Diff(gone, codes(c, Missing)); diff != "" || Changes(c.Differences) {
			t.Errorf("missing: %s", diff)
		}
		if r := present(t, d); len(r.Grids) != 4 || len(r.Bodies) != 1 || len(r.Holders(safety.CourtyardLead, "0101", noon)) != 2 {
			t.Error("what was missing did not stay")
		}

		c = replace(t, d, less, ReplaceOptions{EndMissing: true})
		if diff := cmp.Diff(gone, codes(c, Ended)); diff != "" {
			t.Errorf("ended: %s", diff)
		}
		r := present(t, d)
		if g, ok := r.Grid("0101"); !ok || !g.Ended {
			t.Errorf("the grid that was ended is %+v (%v)", g, ok)
		}
		if m, ok := r.Member("m2"); !ok || !m.Ended {
			t.Errorf("the member who was ended is %+v (%v)", m, ok)
		}
		for at, want := range map[time.Time]bool{noon: false, safety.Day(noon).Add(-time.Millisecond): true} {
			holds := false
			for _, a := range r.Of("m2", at) {
				holds = holds || a.Role == safety.CourtyardLead
			}
			if holds != want {
				t.Errorf("at %v the ended role holds: %v", at, holds)
			}
		}
		if len(r.Bodies) != 0 || len(r.SitesIn("0101")) != 0 {
			t.Error("an ended site or body is still there")
		}
		if c := replace(t, d, less, ReplaceOptions{EndMissing: true, At: noon.AddDate(0, 1, 0)}); len(c.Differences) != 0 {
			t.Errorf("what has ended is told again: %+v", c.Differences)
		}

		c = replace(t, d, smallStreet(), ReplaceOptions{At: noon.AddDate(0, 1, 0)})
		if diff := cmp.Diff(gone, codes(c, Returned)); diff != "" {
			t.Errorf("returned: %s", diff)
		}
		if diff := cmp.Diff(parts(smallStreet()), parts(*present(t, d)), publicParts); diff != "" {
			t.Error(diff)
		}
	})
}

func TestMemberChoosesHowToRead(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		replace(t, d, smallStreet(), ReplaceOptions{})
		for _, plain := range []bool{true, true, false} {
			within(t, d, func(tx *Tx) error { return tx.ReadPlain(t.Context(), "m2", plain) })
			if m, _ := present(t, d).Member("m2"); m.Plain != plain {
				t.Errorf("reads plain: %v, want %v", m.Plain, plain)
			}
		}
	})
}

func TestPlainReaderStaysPlain(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		replace(t, d, smallStreet(), ReplaceOptions{})
		r := smallStreet()
		r.Members[1].Plain = false // the workbook has no such column
		if c := replace(t, d, r, ReplaceOptions{}); len(c.Differences) != 0 {
			t.Errorf("%+v", c.Differences)
		}
		if m, _ := present(t, d).Member("m1"); !m.Plain {
			t.Error("an import forgot who cannot see cards")
		}
	})
}

func TestBrokenRosterChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, d *DB) {
		replace(t, d, smallStreet(), ReplaceOptions{})
		r := smallStreet()
		r.Members[0].Name = "新名字"
		r.Sites = append(r.Sites, r.Sites[0]) // the same code twice
		if _, err := d.ReplaceRoster(t.Context(), r, ReplaceOptions{At: noon}); err == nil {
			t.Fatal("a site was imported twice")
		}
		got := present(t, d)
		if diff := cmp.Diff(parts(smallStreet()), parts(*got), publicParts); diff != "" || got.Version != 1 {
			t.Errorf("version %d: %s", got.Version, diff)
		}
	})
}

// Everybody sees the new roster with the first transaction that begins after the
// import, also in another process.
func TestNewRosterIsSeenByOtherReplicas(t *testing.T) {
	c := newMySQL(t)
	a, b := openTest(t, c), openTest(t, c)
	replace(t, a, smallStreet(), ReplaceOptions{})
	present(t, b)
	r := smallStreet()
	r.Grids[0].Name = "新街道"
	replace(t, a, r, ReplaceOptions{})
	if street, _ := present(t, b).Street(); street.Name != "新街道" {
		t.Errorf("the other replica sees %q", street.Name)
	}
}

// BenchmarkRoster is the cost of asking for a large roster that has not changed.
func BenchmarkRoster(b *testing.B) {
	d := openTest(b, newSQLite(b))
	r := safety.Roster{Grids: []safety.Grid{{Code: "WT", Level: safety.Street}}}
	for i := range 20_000 {
		id := fmt.Sprintf("m%d", i)
		r.Members = append(r.Members, safety.Member{ID: id, Name: id})
		r.Assignments = append(r.Assignments, safety.Assignment{Member: id, Role: safety.Volunteer, Grid: "WT"})
	}
	if _, err := d.ReplaceRoster(context.Background(), r, ReplaceOptions{At: noon}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		within(b, d, func(tx *Tx) error { _, err := tx.Roster(b.Context()); return err })
	}
}
