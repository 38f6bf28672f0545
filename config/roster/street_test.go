package roster

import (
	"fmt"
	"slices"
	"time"

	"gridwarden/safety"
	"gridwarden/testdata"
)

// A streetBuilder invents the sample street. It is deterministic: no clock, no chance.
type streetBuilder struct {
	out   safety.Roster
	used  int // of the invented names
	units int // of the sample units
}

// sampleStreet is the roster in testdata/sample-street.xlsx.
func sampleStreet() safety.Roster {
	b := &streetBuilder{}
	b.street()
	for _, c := range sampleCommunities {
		b.community(c)
	}
	b.bodies()
	return b.out
}

// A newcomer is a person the street does not know yet.
type newcomer struct{ name, id string }

// join adds a person; without one, the next invented one.
func (b *streetBuilder) join(people ...newcomer) string {
	p := newcomer{}
	if len(people) > 0 {
		p = people[0]
	} else {
		p = invented(b.used)
		b.used++
	}
	b.out.Members = append(b.out.Members, safety.Member{
		ID: p.id, Name: p.name, Mobile: fmt.Sprintf("1390000%04d", len(b.out.Members)+1),
	})
	return p.id
}

func (b *streetBuilder) give(member string, role safety.Role, grid, deputy string) {
	b.out.Assignments = append(b.out.Assignments, safety.Assignment{Member: member, Role: role, Grid: grid, Deputy: deputy})
}

// since and until date the assignment given last.
func (b *streetBuilder) since(year int, month time.Month, day int) {
	b.out.Assignments[len(b.out.Assignments)-1].From = time.Date(year, month, day, 0, 0, 0, 0, safety.Shanghai)
}

func (b *streetBuilder) until(year int, month time.Month, day int) {
	b.out.Assignments[len(b.out.Assignments)-1].To = time.Date(year, month, day, 0, 0, 0, 0, safety.Shanghai)
}

func (b *streetBuilder) street() {
	const grid = testdata.StreetGrid
	b.out.Grids = append(b.out.Grids, safety.Grid{Code: grid, Name: "梧桐街道", Level: safety.Street, Lat: 34.75, Lon: 113.6})
	principal := b.join(newcomer{"蔺振声", testdata.StreetPrincipal})
	lead := b.join(newcomer{"晏秀禾", testdata.StreetDeputyLead})
	head := b.join(newcomer{"俞建禾", testdata.SafetyOfficeHead})
	staff := b.join(newcomer{"谷雨晴", testdata.SafetyOfficeStaff})
	second := b.join()
	b.give(principal, safety.StreetPrincipal, grid, lead)
	b.give(lead, safety.StreetDeputyLead, grid, head)
	b.give(head, safety.SafetyOfficeHead, grid, staff)
	b.give(staff, safety.SafetyOfficeStaff, grid, second)
	b.give(second, safety.SafetyOfficeStaff, grid, staff)
	b.give(second, safety.DutyPerson, grid, staff)
	b.since(2026, 2, 15)
	b.until(2026, 2, 23)
}

func (b *streetBuilder) community(c sampleCommunity) {
	kind := safety.Neighbourhood
	if c.village {
		kind = safety.Village
	}
	b.out.Grids = append(b.out.Grids, safety.Grid{
		Code: c.code, Name: c.name, Parent: testdata.StreetGrid, Level: safety.Community, Kind: kind,
	})
	home := c.code == testdata.Community
	head, first, second := newcomer{"葛淑英", testdata.CommunityHead}, newcomer{"祁文柏", testdata.SafetyOfficer}, newcomer{"樊冬青", testdata.SecondOfficer}
	if !home {
		head, first, second = b.next(), b.next(), b.next()
	}
	chief, officer := b.join(head), b.join(first)
	b.give(chief, safety.CommunityHead, c.code, officer)
	if c.officers == 2 {
		other := b.join(second)
		b.give(officer, safety.CommunitySafetyOfficer, c.code, other)
		b.give(other, safety.CommunitySafetyOfficer, c.code, officer)
	} else {
		left := b.join(second) // whose successor took over in the middle of 2025
		b.give(left, safety.CommunitySafetyOfficer, c.code, chief)
		b.until(2025, 6, 30)
		b.give(officer, safety.CommunitySafetyOfficer, c.code, chief)
		b.since(2025, 7, 1)
	}
	b.give(b.join(), safety.CommitteeMember, c.code, chief)
	b.give(b.join(), c.watch, c.code, officer)

	var keeper, volunteer, lead string
	for i, y := range c.courtyards {
		code := fmt.Sprintf("%s%02d", c.code, i+1)
		b.out.Grids = append(b.out.Grids, safety.Grid{
			Code: code, Name: y.name, Parent: c.code, Level: safety.Courtyard, Kind: y.kind,
			Lat: 34.75 + float64(len(b.out.Grids))/1000, Lon: 113.6 + float64(i)/500,
		})
		if code == testdata.Courtyard {
			b.demoCourtyard(code)
		} else {
			// Some people look after two neighbouring courtyards (ORG-9).
			if i%3 != 2 {
				keeper = b.join()
			}
			if i%2 == 0 || volunteer == "" {
				volunteer = b.join()
			}
			if code != testdata.VacantCourtyard {
				if i != 3 {
					lead = b.join()
				}
				b.give(lead, safety.CourtyardLead, code, keeper)
			}
			b.give(keeper, safety.ResidentSafetyKeeper, code, "")
			b.give(keeper, safety.ResidentPublicist, code, "")
			b.give(volunteer, safety.Volunteer, code, "")
		}
		b.sites(code, i)
	}
}

// demoCourtyard has all the people a demonstration wants to meet.
func (b *streetBuilder) demoCourtyard(code string) {
	lead := b.join(newcomer{"苗巧云", testdata.CourtyardLead})
	keeper := b.join(newcomer{"阮守田", testdata.SafetyKeeper})
	volunteer := b.join(newcomer{"柴小满", testdata.Volunteer})
	b.give(lead, safety.CourtyardLead, code, keeper)
	b.give(keeper, safety.ResidentSafetyKeeper, code, lead)
	b.give(b.join(), safety.ResidentPublicist, code, "")
	b.give(volunteer, safety.Volunteer, code, "")
	b.give(b.join(), safety.Volunteer, code, "")
	b.give(b.join(), safety.PropertyStaff, code, "")
	b.give(b.join(), safety.SecurityGuard, code, "")
}

func (b *streetBuilder) next() newcomer {
	b.used++
	return invented(b.used - 1)
}

// sites adds the sites of a courtyard: its key unit if it has one, a unit in
// every second, then shops and workshops.
func (b *streetBuilder) sites(grid string, i int) {
	var here []safety.Site
	if key, ok := sampleKeyUnits[grid]; ok {
		key.Class = safety.KeySite
		here = append(here, key)
	}
	if i%2 == 1 {
		here = append(here, sampleUnits[b.units])
		b.units++
	}
	if grid == testdata.Courtyard {
		here = append(here, safety.Site{Name: "来福小炒", Class: safety.SmallSite, Kind: safety.Shopfront})
	}
	want := 6
	if i == 0 || i == 2 || i == 6 {
		want = 7
	}
	for len(here) < want {
		n := len(b.out.Sites) + len(here)
		trade := sampleTrades[n%len(sampleTrades)]
		trade.Name = sampleSigns[n%len(sampleSigns)] + trade.Name
		trade.Class = safety.SmallSite
		here = append(here, trade)
	}
	for j, s := range here {
		s.Code, s.Grid = fmt.Sprintf("%s-%02d", grid, j+1), grid
		s.Address = fmt.Sprintf("梧桐街道%s%d号附%d号", sampleRoads[i%len(sampleRoads)], 2*len(b.out.Grids), j+1)
		b.answer(&s)
		b.out.Sites = append(b.out.Sites, s)
	}
}

// answer gives a site its responsible person: the owners of key units, of some
// shops and of the demonstration's shop are members, the others only have a name.
func (b *streetBuilder) answer(s *safety.Site) {
	switch {
	case s.Code == testdata.VacantShop:
	case s.Code == testdata.Shop:
		s.Responsible, s.Party = "鲍来福", b.join(newcomer{"鲍来福", testdata.ShopOwner})
		b.give(s.Party, safety.UnitResponsiblePerson, s.Grid, "")
	case s.HighRisk, s.Class == safety.SmallSite && len(b.out.Sites)%40 == 7:
		owner := b.next()
		s.Responsible, s.Party = owner.name, b.join(owner)
		b.give(s.Party, safety.UnitResponsiblePerson, s.Grid, "")
		if slices.Contains(s.Tags, safety.Crowded) && s.HighRisk {
			s.Manager = b.join()
			b.give(s.Manager, safety.UnitSafetyManager, s.Grid, s.Party)
		}
	default:
		s.Responsible = invented(120 + len(b.out.Sites)).name
	}
}

// bodies are the departments with their people, the committee of their heads,
// and the leading group with the heads of the communities.
func (b *streetBuilder) bodies() {
	committee := []string{testdata.StreetPrincipal, testdata.StreetDeputyLead, testdata.SafetyOfficeHead}
	var group []string
	for _, d := range sampleDepartments {
		body := safety.Body{Name: d.name, Kind: d.kind}
		if d.kind == safety.SafetyOffice {
			body.Members = []string{testdata.SafetyOfficeHead, testdata.SafetyOfficeStaff}
		} else {
			for range d.people {
				id := b.join()
				b.give(id, d.role, d.grid, "")
				body.Members = append(body.Members, id)
			}
			committee = append(committee, body.Members[0])
		}
		b.out.Bodies = append(b.out.Bodies, body)
	}
	group = append(group, committee...)
	for _, a := range b.out.Assignments {
		if a.Role == safety.CommunityHead {
			group = append(group, a.Member)
		}
	}
	b.out.Bodies = append(b.out.Bodies,
		safety.Body{Name: "梧桐街道安全生产委员会", Kind: safety.SafetyCommittee, Members: committee},
		safety.Body{Name: "梧桐街道安全生产网格化管理领导小组", Kind: safety.LeadingGroup, Members: group},
	)
}
