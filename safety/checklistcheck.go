package safety

import (
	"fmt"
	"slices"
)

func (w *walk) checklists(p *Policy) {
	items := map[string]string{}
	for _, id := range sortedKeys(p.Checklists) {
		list := p.Checklists[id]
		at := "checklists/" + id
		w.given(at, "name", list.Name)
		w.given(at, "why", list.Why)
		if !idForm.MatchString(id) {
			w.say(at, "id %q must be letters, digits, - and _", id)
		}
		if len(list.Items) == 0 {
			w.say(at, "items is missing")
		}
		for i, item := range list.Items {
			at := fmt.Sprintf("%s/items/%d", at, i)
			w.ids(at+"/id", items, item.ID)
			w.given(at, "text", item.Text)
			w.given(at, "hint", item.Hint)
			if item.Severity.Rank() < 0 || item.Severity == Imminent {
				w.say(at+"/severity", "unknown severity %q: write onspot, general, serious or major", string(item.Severity))
			}
			if !slices.ContainsFunc(p.Categories, func(c CategoryRule) bool { return c.ID == item.Category }) {
				w.say(at+"/category", "unknown category %q", item.Category)
			}
			w.applies(at, item)
			for j, q := range item.AskIfFail {
				at := fmt.Sprintf("%s/ask_if_fail/%d", at, j)
				w.ids(at+"/id", items, q.ID)
				w.given(at, "text", q.Text)
				w.given(at, "hint", q.Hint)
			}
		}
	}
	w.uses(p)
}

func (w *walk) applies(at string, item ChecklistItem) {
	for i, tag := range item.Applies {
		if _, known := tagNames[tag]; !known && tag != HighRisk {
			w.say(fmt.Sprintf("%s/applies/%d", at, i), "unknown tag %q: write crowded, flammable, highrise, underground or high_risk", string(tag))
		}
	}
}

// uses looks whether every object that can be inspected is asked something.
func (w *walk) uses(p *Policy) {
	covered := map[SiteClass]bool{}
	for i, u := range p.Uses {
		at := fmt.Sprintf("uses/%d", i)
		w.given(at, "why", u.Why)
		if _, ok := p.Checklists[u.Checklist]; !ok {
			w.say(at+"/checklist", "unknown checklist %q", u.Checklist)
		}
		_, level := levelNames[u.Level]
		_, class := siteClassNames[u.Class]
		switch {
		case (u.Level != "") == (u.Class != ""):
			w.say(at, "say for which grids (level) or for which sites (class), one of both")
		case u.Level != "" && !level:
			w.say(at+"/level", "unknown level %q: write street, community or courtyard", string(u.Level))
		case u.Class != "" && !class:
			w.say(at+"/class", "unknown class %q: write small, unit or key", string(u.Class))
		case u.Kind != "" && siteKindNames[u.Kind] == "":
			w.say(at+"/kind", "unknown kind %q: write shopfront or workshop", string(u.Kind))
		}
		covered[u.Class] = covered[u.Class] || u.Class != "" && u.Kind == ""
	}
	for _, class := range sortedKeys(siteClassNames) {
		if !covered[class] {
			w.say("uses", "sites of class %s are asked nothing", string(class))
		}
	}
}
