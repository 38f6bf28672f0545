package roster

import (
	"bytes"
	"flag"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"gridwarden/safety"
	"gridwarden/testdata"
)

var update = flag.Bool("update", false, "rewrite testdata/sample-street.xlsx")

// sameRoster compares what is in a roster and not how it is indexed.
var sameRoster = cmp.Options{cmpopts.IgnoreUnexported(safety.Roster{}), cmpopts.EquateEmpty()}

func TestSampleStreetIsFresh(t *testing.T) {
	var book bytes.Buffer
	if err := Write(&book, sampleStreet()); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("../../testdata/sample-street.xlsx", book.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, got := readClean(t, book.Bytes()), readClean(t, testdata.Street)
	if diff := cmp.Diff(want, got, sameRoster); diff != "" {
		t.Errorf("testdata/sample-street.xlsx is stale, run go generate ./testdata (-built +stored):\n%s", diff)
	}
}

// readClean reads a workbook in which nothing is wrong or worth a remark.
func readClean(t *testing.T, book []byte) safety.Roster {
	t.Helper()
	r, mistakes, remarks, err := Read(bytes.NewReader(book))
	if err != nil || len(mistakes)+len(remarks) > 0 {
		t.Fatalf("read: %v, mistakes %v, remarks %v", err, mistakes, remarks)
	}
	return r
}

func TestSampleStreetHasExactlyTheTwoDeliberateBlindSpots(t *testing.T) {
	r := readClean(t, testdata.Street)
	want := []safety.BlindSpot{
		{Rule: "ORG-2", Object: testdata.VacantCourtyard, Name: "临河社区·供销社家属院", Text: "没有在任的楼院长"},
		{Rule: "OB-01", Object: testdata.VacantShop, Name: siteName(t, r, testdata.VacantShop), Text: "没有安全责任人"},
	}
	for _, day := range []time.Time{
		time.Date(2025, 7, 1, 0, 0, 0, 0, safety.Shanghai),
		time.Date(2026, 2, 17, 12, 0, 0, 0, safety.Shanghai),
		time.Date(2030, 1, 1, 0, 0, 0, 0, safety.Shanghai),
	} {
		if diff := cmp.Diff(want, safety.Coverage(&r, day)); diff != "" {
			t.Errorf("on %s (-want +got):\n%s", day.Format(time.DateOnly), diff)
		}
	}
}

func siteName(t *testing.T, r safety.Roster, code string) string {
	t.Helper()
	s, ok := r.Site(code)
	if !ok {
		t.Fatalf("no site %s", code)
	}
	return s.Name
}

func TestSampleStreetIsAsLargeAndVariedAsPromised(t *testing.T) {
	r := readClean(t, testdata.Street)
	at := time.Date(2026, 9, 14, 9, 0, 0, 0, safety.Shanghai)
	count := map[string]int{"people": len(r.Members), "sites": len(r.Sites), "bodies": len(r.Bodies)}
	mobiles := map[string]bool{}
	for _, m := range r.Members {
		mobiles[m.Mobile] = true
	}
	for _, g := range r.Grids {
		count[string(g.Level)]++
		count[string(g.Kind)]++
	}
	for _, s := range r.Sites {
		count[string(s.Class)]++
		count[string(s.Kind)]++
		for _, tag := range s.Tags {
			count[string(tag)]++
		}
		if s.HighRisk {
			count["high risk"]++
		}
		if s.Party != "" {
			count["owners"]++
		}
	}
	for _, a := range r.Assignments {
		if a.Deputy != "" {
			count["deputies"]++
		}
	}
	for what, atLeast := range map[string]int{
		"people": 88, "sites": 160, "bodies": 8, "street": 1, "community": 4, "courtyard": 24, "neighbourhood": 3, "village": 1,
		"building_yard": 4, "estate": 10, "hamlet": 4, "small": 120, "unit": 10, "key": 10, "shopfront": 90, "workshop": 15,
		"crowded": 6, "flammable": 6, "highrise": 2, "underground": 2, "high risk": 5, "owners": 8, "deputies": 40,
	} {
		if count[what] < atLeast {
			t.Errorf("%d %s, want at least %d", count[what], what, atLeast)
		}
	}
	if len(mobiles) != len(r.Members) {
		t.Errorf("%d mobiles for %d people", len(mobiles), len(r.Members))
	}
	t.Logf("%v", count)

	for _, want := range []struct {
		member string
		role   safety.Role
		grid   string
	}{
		{testdata.CourtyardLead, safety.CourtyardLead, testdata.Courtyard},
		{testdata.SafetyKeeper, safety.ResidentSafetyKeeper, testdata.Courtyard},
		{testdata.Volunteer, safety.Volunteer, testdata.Courtyard},
		{testdata.ShopOwner, safety.UnitResponsiblePerson, testdata.Courtyard},
		{testdata.SafetyOfficer, safety.CommunitySafetyOfficer, testdata.Community},
		{testdata.SecondOfficer, safety.CommunitySafetyOfficer, testdata.Community},
		{testdata.CommunityHead, safety.CommunityHead, testdata.Community},
		{testdata.SafetyOfficeHead, safety.SafetyOfficeHead, testdata.StreetGrid},
		{testdata.SafetyOfficeStaff, safety.SafetyOfficeStaff, testdata.StreetGrid},
		{testdata.StreetDeputyLead, safety.StreetDeputyLead, testdata.StreetGrid},
		{testdata.StreetPrincipal, safety.StreetPrincipal, testdata.StreetGrid},
	} {
		if !r.Has(want.member, want.grid, at, want.role) {
			t.Errorf("%s is not %s in %s", want.member, want.role, want.grid)
		}
	}
	if s, _ := r.Site(testdata.Shop); s.Party != testdata.ShopOwner || s.Grid != testdata.Courtyard {
		t.Errorf("the shop owner answers for %+v", s)
	}
	if s, _ := r.Site(testdata.KeyUnit); s.Class != safety.KeySite || !s.HighRisk {
		t.Errorf("the key unit is %+v", s)
	}
}

func TestNoTwoThingsInTheSampleStreetShareAName(t *testing.T) {
	r, seen := readClean(t, testdata.Street), map[string]string{}
	called := func(name, what string) {
		if first, taken := seen[name]; taken {
			t.Errorf("%s and %s are both called %s", first, what, name)
		}
		seen[name] = what
	}
	for _, g := range r.Grids {
		called(g.Name, g.Code)
	}
	for _, m := range r.Members {
		called(m.Name, m.ID)
	}
	for _, s := range r.Sites {
		called(s.Name, s.Code)
		if s.Party == "" && s.Responsible != "" {
			called(s.Responsible, "responsible for "+s.Code)
		}
	}
}
