package config

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gridwarden/safety"
)

// The items of domain.md 9, in order: serious and major ones by name, S for
// those usually fixed on the spot, P where a picture is mandatory on fail, and
// the tags an item is for.
var checklistsOfTheGuide = map[string]string{
	"SM": `01 serious P, 02 serious SP, 03 SP, 04 P, 05, 06, 07 P, 08 S, 09 serious SP, 10 serious P, 11, 12 serious P,
		13 serious P, 14 P, 15 SP, 16 serious P, 17 serious P, 18 serious P, 19, 20, 21`,
	"WS": `01 serious, 02, 03, 04 serious, 05 serious, 06, 07, 08 major`,
	"UN": `01, 02, 03, 04, 05, 06, 07 serious, 08 serious, 09, 10, 11 serious, 12, 13, 14`,
	"KU": `01, 02, 03 crowded, 04, 05 crowded, 06, 07 serious, 08 serious crowded, 09 crowded, 10 crowded, 11 serious highrise,
		12 highrise, 13 serious underground, 14 major flammable, 15 serious flammable, 16 high_risk, 17 serious high_risk`,
	"DP": `01 SP, 02 serious SP, 03 serious P, 04 P, 05 P`,
}

func TestTheChecklistsHaveTheItemsOfTheGuide(t *testing.T) {
	p := defaultPolicy(t)
	for id, text := range checklistsOfTheGuide {
		var got []string
		for _, item := range p.Checklists[id].Items {
			got = append(got, strings.TrimPrefix(inGuide(item), id+"-"))
		}
		want := strings.Split(strings.Join(strings.Fields(text), " "), ", ")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-domain.md +policy):\n%s", id, diff)
		}
	}
}

// inGuide is an item as the table above writes it.
func inGuide(item safety.ChecklistItem) string {
	words := []string{item.ID}
	if item.Severity != safety.General {
		words = append(words, string(item.Severity))
	}
	flags := ""
	if item.OnSpot {
		flags += "S"
	}
	if item.Photo {
		flags += "P"
	}
	if flags != "" {
		words = append(words, flags)
	}
	for _, tag := range item.Applies {
		words = append(words, string(tag))
	}
	return strings.Join(words, " ")
}

func TestASiteIsAskedWhatItsKindAndTagsCallFor(t *testing.T) {
	p := defaultPolicy(t)
	for _, tc := range []struct {
		name string
		site safety.Site
		want string // checklist × number of items, in the order asked
	}{
		{"shopfront", safety.Site{Class: safety.SmallSite, Kind: safety.Shopfront}, "SM×21"},
		{"workshop", safety.Site{Class: safety.SmallSite, Kind: safety.Workshop}, "SM×21 WS×8"},
		{"small site of no kind", safety.Site{Class: safety.SmallSite}, "SM×21"},
		{"unit", safety.Site{Class: safety.UnitSite}, "UN×14"},
		{"key unit without tags", safety.Site{Class: safety.KeySite}, "UN×14 KU×5"},
		{"crowded key unit", safety.Site{Class: safety.KeySite, Tags: []safety.Tag{safety.Crowded}}, "UN×14 KU×10"},
		{"high-rise with a garage", safety.Site{Class: safety.KeySite, Tags: []safety.Tag{safety.Highrise, safety.Underground}}, "UN×14 KU×8"},
		{"high-risk store of flammables", safety.Site{Class: safety.KeySite, Tags: []safety.Tag{safety.Flammable}, HighRisk: true}, "UN×14 KU×9"},
		{"unknown class", safety.Site{Class: "kiosk"}, ""},
	} {
		if got := byList(p.ItemsFor(tc.site)); got != tc.want {
			t.Errorf("%s: asked %s, want %s", tc.name, got, tc.want)
		}
	}
	if got := byList(p.ItemsForGrid(safety.Grid{Level: safety.Courtyard})); got != "RC×24" {
		t.Errorf("courtyard: asked %s", got)
	}
	if got := byList(p.ItemsForGrid(safety.Grid{Level: safety.Community})); got != "" {
		t.Errorf("community: asked %s", got)
	}
}

func byList(items []safety.ChecklistItem) string {
	counts, order := map[string]int{}, []string{}
	for _, item := range items {
		list, _, _ := strings.Cut(item.ID, "-")
		if counts[list]++; counts[list] == 1 {
			order = append(order, list)
		}
	}
	for i, list := range order {
		order[i] = list + "×" + fmt.Sprint(counts[list])
	}
	return strings.Join(order, " ")
}

func TestEveryItemHasAHint(t *testing.T) {
	p := defaultPolicy(t)
	if len(p.Checklists) == 0 {
		t.Fatal("the policy has no checklists")
	}
	for id, list := range p.Checklists {
		if len(list.Items) == 0 {
			t.Errorf("%s has no items", id)
		}
		for _, item := range list.Items {
			if strings.TrimSpace(item.Hint) == "" || item.Hint == item.Text {
				t.Errorf("%s %q has no hint of what good looks like", item.ID, item.Text)
			}
		}
	}
}

func TestNoHintIsLongerThanAChatLine(t *testing.T) {
	const most = 36
	p := defaultPolicy(t)
	for _, list := range p.Checklists {
		for _, item := range list.Items {
			if n := len([]rune(item.Hint)); n > most {
				t.Errorf("%s: the hint has %d characters", item.ID, n)
			}
			if strings.ContainsAny(item.Text, ",;!?") || slices.Contains([]string{"。", "，"}, item.Text[len(item.Text)-3:]) {
				t.Errorf("%s: %q is no Chinese label", item.ID, item.Text)
			}
		}
	}
}
