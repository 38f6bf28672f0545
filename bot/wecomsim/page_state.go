package wecomsim

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// A pagePerson is a member as the page lists him.
type pagePerson struct {
	ID   string `json:"id"` // userid
	Name string `json:"name"`
	Role string `json:"role"` // a line under the name; may be empty
}

// A pageEntry is an entry of the app's menu (wecom-api.md 6.1).
type pageEntry struct {
	Type string      `json:"type"`
	Name string      `json:"name"`
	Key  string      `json:"key"`
	URL  string      `json:"url"`
	Sub  []pageEntry `json:"sub,omitempty"`
}

// A pageShown is one message of a chat as web/js/bubble.js draws it.
type pageShown struct {
	ID       string          `json:"id"`
	From     string          `json:"from"` // bot or me
	At       int64           `json:"at"`   // Unix milliseconds
	Kind     string          `json:"kind"`
	Text     string          `json:"text,omitempty"`
	Media    string          `json:"media,omitempty"`
	Name     string          `json:"name,omitempty"` // of a file
	Lat      float64         `json:"lat,omitempty"`
	Lon      float64         `json:"lon,omitempty"`
	Label    string          `json:"label,omitempty"`
	Card     json.RawMessage `json:"card,omitempty"` // template_card as sent or replaced
	Body     json.RawMessage `json:"body,omitempty"` // of news, textcard, miniprogram_notice as sent
	Recalled bool            `json:"recalled,omitempty"`
}

type pageSample struct {
	Name    string `json:"name"`
	Chinese string `json:"zh"`
	English string `json:"en"`
	Pair    string `json:"pair,omitempty"`
	URL     string `json:"url"`
}

type pagePlace struct {
	Label string  `json:"label"`
	Lat   float64 `json:"lat"`
	Lon   float64 `json:"lon"`
}

type pageClock struct {
	Now     int64     `json:"now"` // Unix milliseconds
	Moving  bool      `json:"moving"`
	CanMove bool      `json:"canMove"`
	HasNext bool      `json:"hasNext"`
	Next    *pageNext `json:"next"`
}

type pageNext struct {
	At   int64  `json:"at"` // Unix milliseconds
	What string `json:"what"`
}

type pageLine struct {
	ID      int64  `json:"id"`
	At      int64  `json:"at"` // Unix milliseconds
	Subject string `json:"subject"`
	Text    string `json:"text"`
	Why     string `json:"why"`
}

// openAtFirst is how many phones fit side by side on a laptop.
const openAtFirst = 4

// state is everything the page needs once, at its start.
func (p *page) state(w http.ResponseWriter, r *http.Request) {
	people := p.desk.people()
	open := p.hooks.Openers
	for i := 0; len(p.hooks.Openers) == 0 && i < min(openAtFirst, len(people)); i++ {
		open = append(open, people[i].ID)
	}
	offered := []pageSample{}
	for _, s := range samples {
		offered = append(offered, pageSample{s.Name, s.Chinese, s.English, s.Pair, "/sim/page/samples/" + s.Name})
	}
	at := p.hooks.Places
	if len(at) == 0 {
		at = defaultPlaces
	}
	places := []pagePlace{}
	for _, place := range at {
		places = append(places, pagePlace{place.Label, place.Lat, place.Lon})
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"app": map[string]string{"name": p.desk.appName()}, "people": people, "open": orEmpty(open), "menu": p.desk.menu(),
		"samples": offered, "places": places, "clock": p.clock(r.Context()), "log": p.hooks.Log != nil,
	})
}

// clock is nil when nobody lent the page a clock.
func (p *page) clock(ctx context.Context) *pageClock {
	if p.hooks.Clock == nil {
		return nil
	}
	now := p.hooks.Clock().Truncate(time.Second)
	c := &pageClock{Now: now.UnixMilli(), CanMove: p.hooks.Advance != nil, HasNext: p.hooks.Next != nil, Moving: p.moving.Load()}
	if !c.Moving && c.HasNext {
		c.Next = p.plan.next(ctx, p.hooks.Next)
	}
	return c
}

// planAge is how long, in real time, an answer about the next thing is used again.
const planAge = time.Second

// A plan remembers for a moment what is next: every open page asks several
// times a second, and the answer may come from a database.
type plan struct {
	mu    sync.Mutex
	asked time.Time // real time
	known *pageNext
}

func (p *plan) next(ctx context.Context, ask func(context.Context) (time.Time, string, bool)) *pageNext {
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Since(p.asked) < planAge {
		return p.known
	}
	p.asked, p.known = time.Now(), nil
	if at, what, ok := ask(ctx); ok {
		p.known = &pageNext{at.UnixMilli(), what}
	}
	return p.known
}

// forget makes the next question be asked.
func (p *plan) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = time.Time{}
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func toPageLines(lines []LogLine) []pageLine {
	out := make([]pageLine, len(lines))
	for i, l := range lines {
		out[i] = pageLine{l.ID, l.At.UnixMilli(), l.Subject, l.Text, l.Why}
	}
	return out
}

// moveTo resolves what a button of the clock bar asks for.
func (p *page) moveTo(ctx context.Context, by string) (time.Time, bool) {
	switch by {
	case "hour":
		return p.hooks.Clock().Add(time.Hour), true
	case "day":
		return p.hooks.Clock().Add(24 * time.Hour), true
	case "next":
		if p.hooks.Next == nil {
			return time.Time{}, false
		}
		at, _, ok := p.hooks.Next(ctx)
		return at, ok
	}
	return time.Time{}, false
}
