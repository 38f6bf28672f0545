package safety_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/safety"
)

// covered is a small street without a blind spot.
func covered() safety.Roster {
	r := safety.Roster{
		Grids: []safety.Grid{
			{Code: "WT", Name: "梧桐街道", Level: safety.Street},
			{Code: "01", Name: "梧桐里社区", Parent: "WT", Level: safety.Community},
			{Code: "0101", Name: "一号院", Parent: "01", Level: safety.Courtyard},
		},
		Sites: []safety.Site{
			{Code: "S1", Name: "来福小炒", Grid: "0101", Class: safety.SmallSite, Responsible: "鲍来福"},
			{Code: "S2", Name: "五金店", Grid: "0101", Class: safety.SmallSite, Party: "owner"},
		},
		Bodies: []safety.Body{
			{Name: "综治办", Kind: safety.GovernanceOffice, Members: []string{"gov"}},
			{Name: "安监办", Kind: safety.SafetyOffice, Members: []string{"head"}},
			{Name: "派出所", Kind: safety.PoliceStation, Members: []string{"police"}},
			{Name: "民政所", Kind: safety.CivilAffairs, Members: []string{"civil"}},
			{Name: "市场监管所", Kind: safety.MarketRegulation, Members: []string{"market"}},
			{Name: "安委会", Kind: safety.SafetyCommittee, Members: []string{"principal", "gov", "head", "police", "civil", "market"}},
		},
	}
	r.Assignments = []safety.Assignment{
		{Member: "principal", Role: safety.StreetPrincipal, Grid: "WT"},
		{Member: "deputy", Role: safety.StreetDeputyLead, Grid: "WT"},
		{Member: "head", Role: safety.SafetyOfficeHead, Grid: "WT"},
		{Member: "chief", Role: safety.CommunityHead, Grid: "01"},
		{Member: "officer", Role: safety.CommunitySafetyOfficer, Grid: "01"},
		{Member: "lead", Role: safety.CourtyardLead, Grid: "0101"},
		{Member: "keeper", Role: safety.ResidentSafetyKeeper, Grid: "0101"},
		{Member: "keeper", Role: safety.ResidentPublicist, Grid: "0101"},
		{Member: "helper", Role: safety.Volunteer, Grid: "0101"},
		{Member: "owner", Role: safety.UnitResponsiblePerson, Grid: "0101"},
	}
	for _, id := range []string{"principal", "deputy", "head", "chief", "officer", "lead", "keeper", "helper", "owner", "gov", "police", "civil", "market"} {
		r.Members = append(r.Members, safety.Member{ID: id, Name: id})
	}
	return r
}

var coverageDay = time.Date(2026, 9, 14, 9, 0, 0, 0, safety.Shanghai)

func TestStreetWithEverybodyInPlaceHasNoBlindSpot(t *testing.T) {
	r := covered()
	if spots := safety.Coverage(safety.NewRoster(r), coverageDay); len(spots) > 0 {
		t.Errorf("found %v", spots)
	}
}

func TestEveryBlindSpotIsFound(t *testing.T) {
	leave := func(id string) func(*safety.Roster) {
		return func(r *safety.Roster) {
			for i := range r.Members {
				if r.Members[i].ID == id {
					r.Members[i].Ended = true
				}
			}
		}
	}
	officers := func(n int) func(*safety.Roster) {
		return func(r *safety.Roster) {
			for _, id := range []string{"owner", "gov"}[:n] {
				r.Assignments = append(r.Assignments, safety.Assignment{Member: id, Role: safety.CommunitySafetyOfficer, Grid: "01"})
			}
		}
	}
	yard := func(rule, text string) safety.BlindSpot {
		return safety.BlindSpot{Rule: rule, Object: "0101", Name: "梧桐里社区·一号院", Text: text}
	}
	street := func(rule, text string) safety.BlindSpot {
		return safety.BlindSpot{Rule: rule, Object: "WT", Name: "梧桐街道", Text: text}
	}
	community := func(rule, text string) safety.BlindSpot {
		return safety.BlindSpot{Rule: rule, Object: "01", Name: "梧桐里社区", Text: text}
	}
	for _, test := range []struct {
		name string
		harm func(*safety.Roster)
		want []safety.BlindSpot
	}{
		{"no principal", leave("principal"), []safety.BlindSpot{street("ORG-2", "没有在任的街道主要负责人")}},
		{"no deputy lead", leave("deputy"), []safety.BlindSpot{street("OB-03", "没有在任的街道分管负责人")}},
		{"no head of the safety office", func(r *safety.Roster) { r.Assignments[2].To = coverageDay.AddDate(0, 0, -1) },
			[]safety.BlindSpot{street("ORG-7", "没有在任的安监办主任")}},
		{"no community head", leave("chief"), []safety.BlindSpot{community("ORG-2", "没有在任的社区主任")}},
		{"no officer", leave("officer"), []safety.BlindSpot{community("ORG-3", "没有在任的社区安全员")}},
		{"two officers", officers(1), nil},
		{"three officers", officers(2), []safety.BlindSpot{community("ORG-3", "社区安全员有 3 人，最多 2 人")}},
		{"no lead", leave("lead"), []safety.BlindSpot{yard("ORG-2", "没有在任的楼院长")}},
		{"lead begins tomorrow", func(r *safety.Roster) { r.Assignments[5].From = safety.Day(coverageDay).AddDate(0, 0, 1) },
			[]safety.BlindSpot{yard("ORG-2", "没有在任的楼院长")}},
		{"no keeper, who was publicist too", leave("keeper"),
			[]safety.BlindSpot{yard("ORG-4", "没有在任的安全管理员"), yard("ORG-4", "没有在任的安全宣传员")}},
		{"no volunteer", leave("helper"), []safety.BlindSpot{yard("ORG-5", "没有在任的志愿者")}},
		{"nothing below the community", func(r *safety.Roster) { r.Grids[2].Ended, r.Sites = true, r.Sites[:1] },
			[]safety.BlindSpot{
				community("OB-01", "下面没有网格，等于没有人检查"),
				{Rule: "ORG-1", Object: "S1", Name: "来福小炒", Text: "所在的网格“一号院”已停用"},
			}},
		{"site in no grid", func(r *safety.Roster) { r.Sites[0].Grid = "0199" },
			[]safety.BlindSpot{{Rule: "ORG-1", Object: "S1", Name: "来福小炒", Text: "没有归到任何网格"}}},
		{"site in a community", func(r *safety.Roster) { r.Sites[0].Grid = "01" },
			[]safety.BlindSpot{{Rule: "ORG-1", Object: "S1", Name: "来福小炒", Text: "没有归到楼院一级的网格"}}},
		{"site without a responsible person", func(r *safety.Roster) { r.Sites[0].Responsible = "" },
			[]safety.BlindSpot{{Rule: "OB-01", Object: "S1", Name: "来福小炒", Text: "没有安全责任人"}}},
		{"owner has left", leave("owner"),
			[]safety.BlindSpot{{Rule: "OB-01", Object: "S2", Name: "五金店", Text: "安全责任人的账号已不在名册上"}}},
		{"site that has ended", func(r *safety.Roster) { r.Sites[0].Responsible, r.Sites[0].Ended = "", true }, nil},
		{"department without people", leave("civil"),
			[]safety.BlindSpot{{Rule: "OB-04", Object: "civil_affairs_office", Name: "民政所", Text: "没有登记在任的人员"}}},
		{"department not in the committee", func(r *safety.Roster) { r.Bodies[5].Members = r.Bodies[5].Members[:5] },
			[]safety.BlindSpot{{Rule: "OB-04", Object: "market_regulation_office", Name: "工商所", Text: "在安全生产委员会里没有人"}}},
		{"no committee", func(r *safety.Roster) { r.Bodies = r.Bodies[:5] },
			[]safety.BlindSpot{{Rule: "OB-04", Object: "safety_committee", Name: "安全生产委员会", Text: "还没有成立，或者没有在任的成员"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := covered()
			test.harm(&r)
			if diff := cmp.Diff(test.want, safety.Coverage(safety.NewRoster(r), coverageDay)); diff != "" {
				t.Errorf("blind spots (-want +got):\n%s", diff)
			}
		})
	}
}
