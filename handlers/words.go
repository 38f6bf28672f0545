package handlers

import (
	"fmt"
	"strings"
	"time"

	"gridwarden/bot"
	"gridwarden/safety"
)

// where names the grid a message concerns (ORG-9).
func (w words) where() string {
	if w.Hazard != nil {
		if where := w.roster.Where(w.Hazard.Place.Grid); where != "" {
			return where
		}
	}
	if w.Occurrence != nil {
		return w.roster.WhereOf(w.Occurrence)
	}
	if w.SoftDuty != nil {
		return w.roster.Where(w.SoftDuty.Grid)
	}
	return ""
}

// what is the hazard in a few words.
func what(h *safety.Hazard) string { return clip(strings.Join(strings.Fields(h.What), " "), 24) }

// quoted stands under a question and says which hazard it is about.
func quoted(no, what string) string { return "\n" + no + "：“" + clip(what, 60) + "”" }

// place is where the hazard is, in a few words.
func place(h *safety.Hazard) string { return clip(h.Place.Label, 18) }

// by is the deadline in words.
func (w words) by() string { return w.policy.By(w.Hazard, w.now) }

// before asks for something by a moment; when that has passed, soon.
func (w words) before(by time.Time) string {
	if !by.After(w.now) {
		return "请尽快"
	}
	return "请在" + safety.Moment(by, w.now) + "前"
}

// left says how long is left, or how long it is overdue.
func left(deadline, now time.Time) string {
	switch d := deadline.Sub(now); {
	case d > 0:
		return "还剩 " + span(d)
	case d > -time.Minute:
		return "刚到期"
	default:
		return "已超期 " + span(-d)
	}
}

// lights are the traffic lights of a deadline (domain.md 6.5).
var lights = map[safety.Light]string{safety.Green: "🟢", safety.Yellow: "🟡", safety.Red: "🔴"}

// light is how a hazard stands with what it is due for.
func (v *visit) light(h *safety.Hazard) string {
	if h.Deadline.IsZero() && v.Now.After(v.Policy.DueOf(h)) {
		return lights[safety.Red]
	}
	return lights[h.Light(v.Now)]
}

// span is a length of time in words, in whole units that have passed; what is
// shorter than a minute counts as one.
func span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d 天", int(d.Hours()/24))
	case d >= time.Hour:
		return fmt.Sprintf("%d 小时", int(d.Hours()))
	}
	return fmt.Sprintf("%d 分钟", max(1, int(d.Minutes())))
}

// party names who has to put a hazard right.
func party(r *safety.Roster, h *safety.Hazard) string {
	if h.Party != "" {
		return r.Name(h.Party)
	}
	if h.PartyName != "" {
		return h.PartyName
	}
	return "还没有派发"
}

// clip cuts a text to n characters.
func clip(text string, n int) string {
	if r := []rune(text); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return text
}

// photos says how many pictures there are.
func photos(n int) string {
	if n == 0 {
		return "没有照片"
	}
	return fmt.Sprintf("%d 张", n)
}

// facts are the fields of a hazard that every card about it shows.
func (w words) facts() []bot.Field {
	h := w.Hazard
	fields := []bot.Field{{Name: "编号", Value: h.No}, {Name: "地点", Value: place(h)}}
	if h.Severity != "" {
		fields = append(fields, bot.Field{Name: "等级", Value: h.Severity.String()})
	}
	switch o := w.Handover; {
	case h.State == safety.Transferred && o != nil:
		fields = append(fields, bot.Field{Name: "期限", Value: lights[o.Light(w.now)] + " " + safety.Moment(o.Due, w.now)})
	case !h.Deadline.IsZero() && h.State.Open():
		due := lights[h.Light(w.now)] + " " + w.by()
		if h.Shortened != "" {
			due += "，" + clip(h.Shortened, 6) + "从短"
		}
		fields = append(fields, bot.Field{Name: "期限", Value: due})
	}
	if h.Interim != "" && h.State.Open() {
		fields = append(fields, bot.Field{Name: "临时措施", Value: clip(h.Interim, 30)})
	}
	return fields
}

// names lists people.
func (v *visit) names(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = v.roster.Name(id)
	}
	return strings.Join(names, "、")
}

// cutObject parts task#object.
func cutObject(s string) (id, object string) {
	id, object, _ = strings.Cut(s, "#")
	return id, object
}
