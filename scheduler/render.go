package scheduler

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"time"

	"gridwarden/bot"
)

// maxRecipients is how many members one call may name (wecom-api.md 4.1).
const maxRecipients = 1000

// repeatMark begins a message that may have been shown before (promises.md B1).
const repeatMark = "【重复提醒】"

// A speech is one body for all who are told it in the same words.
type speech struct {
	body  bot.Body
	units []*unit
	fresh bool // must not be taken for a repetition by the platform
}

// render makes calls of what no stage has decided: the same words to many are
// one call. A body the platform would refuse ends as rejected.
func (d *Deliverer) render(ctx context.Context, b *batch) []bot.StoredCall {
	var calls []bot.StoredCall
	for _, s := range speeches(b.units) {
		for part := range slices.Chunk(s.units, maxRecipients) {
			call, err := d.renderOne(ctx, b.now, s, part)
			if err != nil {
				d.unrendered(ctx, b.now, part, err)
				continue
			}
			calls = append(calls, call)
			for _, u := range part {
				v := Send
				if u.text != "" {
					v = Bundle
				}
				u.decide(v, time.Time{})
			}
		}
	}
	return calls
}

// speeches gathers units with the same words, in the order of the units.
// Recipients are in order, so that the same call has the same bytes.
func speeches(units []*unit) []*speech {
	type words struct {
		post   int64
		repeat bool
		text   string
		only   *unit // answers are said one by one, in order
	}
	var all []*speech
	same := map[words]*speech{}
	for _, u := range units {
		lead := u.items[0]
		if lead.verdict != "" {
			continue
		}
		key := words{text: u.text}
		if u.text == "" {
			key = words{post: lead.Post, repeat: lead.Repeat}
		}
		if lead.Class == bot.Answer {
			key.only = u
		}
		s := same[key]
		if s == nil {
			s = &speech{body: u.body(), fresh: lead.said}
			same[key] = s
			all = append(all, s)
		}
		s.units = append(s.units, u)
	}
	for _, s := range all {
		slices.SortFunc(s.units, func(a, b *unit) int {
			switch {
			case a.to < b.to:
				return -1
			case a.to > b.to:
				return 1
			}
			return 0
		})
	}
	return all
}

func (u *unit) body() bot.Body {
	if u.text != "" {
		return bot.Body{Text: u.text}
	}
	body := u.items[0].post.Body
	if !u.items[0].Repeat {
		return body
	}
	switch {
	case body.Text != "":
		body.Text = repeatMark + body.Text
	case body.Markdown != "":
		body.Markdown = repeatMark + "\n" + body.Markdown
	case body.Card != nil:
		card := *body.Card
		card.Title = repeatMark + card.Title
		body.Card = &card
	}
	return body
}

func (d *Deliverer) renderOne(ctx context.Context, now time.Time, s *speech, part []*unit) (bot.StoredCall, error) {
	c := bot.StoredCall{ID: rand.Text(), Bundle: part[0].text != "", Frozen: now, Next: now, Fence: 1}
	to := make([]string, len(part))
	for i, u := range part {
		to[i] = u.to
		c.Deliveries = append(c.Deliveries, deliveries(u.items)...)
	}
	c.Class = part[0].items[0].Class
	task := c.ID
	if s.fresh && s.body.Card == nil {
		task = ""
	}
	var err error
	c.Call, err = d.o.Sender.Render(ctx, s.body, to, task)
	return c, err
}

// unrendered decides units whose body could not be made into a request: a
// picture that could not be uploaded now may be later, anything else is a
// mistake of the program.
func (d *Deliverer) unrendered(ctx context.Context, now time.Time, part []*unit, err error) {
	var fault *bot.Fault
	again := errors.As(err, &fault) && fault.Remedy != bot.Drop
	if !again {
		d.o.Log.ErrorContext(ctx, "post cannot be rendered", "post", part[0].items[0].Key, "error", err)
	}
	for _, u := range part {
		for _, it := range u.items {
			if again {
				it.Tries++
				it.decide(Retrying, now.Add(max(fault.Wait, backoff(it.Tries))))
				continue
			}
			it.decide(Rejected, time.Time{})
		}
	}
}
