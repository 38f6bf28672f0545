package wecom

import (
	"strconv"

	"gridwarden/bot"
)

// asked is a drop-down. The platform ticks the first option if none is chosen.
func asked(a *audit, field string, q *bot.Choice) *selection {
	if q == nil {
		return nil
	}
	options(a, field, q, maxPickOpts)
	if q.Multi {
		a.refuse(field, "cannot take several answers")
	}
	s := &selection{Question: q.Key, Title: soft("selection.title", q.Title)}
	for _, o := range q.Options {
		s.Options = append(s.Options, option{ID: o.ID, Text: soft("selection.option", o.Text)})
	}
	if len(q.Chosen) > 0 {
		s.Selected = q.Chosen[0]
	}
	return s
}

func ticks(a *audit, q *bot.Choice) *checkbox {
	if q == nil {
		return nil
	}
	options(a, "checkbox", q, maxVoteOpts)
	box := &checkbox{Question: q.Key}
	if q.Multi {
		box.Mode = 1
	}
	chosen := map[string]bool{}
	for _, id := range q.Chosen {
		chosen[id] = true
	}
	for _, o := range q.Options {
		box.Options = append(box.Options, ticked{ID: o.ID, Text: soft("checkbox.option", o.Text), Checked: chosen[o.ID]})
	}
	return box
}

func options(a *audit, field string, q *bot.Choice, most int) {
	a.key(field+".question_key", q.Key, maxKey)
	a.atMost(field+".option_list", len(q.Options), most, "options")
	if len(q.Options) == 0 {
		a.refuse(field+".option_list", "is required")
	}
	ids := make([]string, len(q.Options))
	for i, o := range q.Options {
		a.key(field+".option_list.id", o.ID, maxOptionID)
		a.required(field+".option_list["+strconv.Itoa(i)+"].text", o.Text)
		ids[i] = o.ID
	}
	a.unique(field+".option_list.id", ids)
}

func questions(a *audit, c *bot.Card) {
	var keys []string
	for _, q := range c.Picks {
		keys = append(keys, q.Key)
	}
	a.unique("select_list.question_key", keys)
}
