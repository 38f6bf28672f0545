package wecomsim

import (
	"context"
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
	hooks := p.sim.hooks()
	people := p.people()
	open := []string{}
	for _, userid := range hooks.Openers {
		if phone := p.sim.Phone(userid); phone != nil {
			open = append(open, phone.Owner().UserID)
		}
	}
	for i := 0; len(hooks.Openers) == 0 && i < min(openAtFirst, len(people)); i++ {
		open = append(open, people[i].ID)
	}
	offered := []pageSample{}
	for _, s := range samples {
		offered = append(offered, pageSample{s.Name, s.Chinese, s.English, s.Pair, "/sim/page/samples/" + s.Name})
	}
	if len(hooks.Places) == 0 {
		hooks.Places = defaultPlaces
	}
	places := []pagePlace{}
	for _, place := range hooks.Places {
		places = append(places, pagePlace(place))
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"app": map[string]string{"name": p.sim.cfg.AppName}, "people": people, "open": open, "menu": p.menu(),
		"samples": offered, "places": places, "clock": p.clock(r.Context()), "log": hooks.Log != nil, "tour": p.tour(r.Context()),
	})
}

// people are the members the page offers phones of.
func (p *page) people() []pagePerson {
	list := []pagePerson{}
	for _, who := range p.sim.People() {
		list = append(list, pagePerson{ID: who.UserID, Name: who.Name, Role: who.Position})
	}
	return list
}

// menu is the app's menu, empty if there is none.
func (p *page) menu() []MenuEntry { return append([]MenuEntry{}, p.sim.Menu()...) }

// clock is nil when nobody lent the page a clock.
func (p *page) clock(ctx context.Context) *pageClock {
	hooks := p.sim.hooks()
	if hooks.Clock == nil {
		return nil
	}
	now := hooks.Clock().Truncate(time.Second)
	c := &pageClock{Now: now.UnixMilli(), CanMove: hooks.Advance != nil, HasNext: hooks.Next != nil, Moving: p.moving.Load()}
	if !c.Moving && c.HasNext {
		c.Next = p.plan.next(ctx, hooks.Next)
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

func toPageLines(lines []LogLine) []pageLine {
	out := make([]pageLine, len(lines))
	for i, l := range lines {
		out[i] = pageLine{l.ID, l.At.UnixMilli(), l.Subject, l.Text, l.Why}
	}
	return out
}

// moveTo resolves what a button of the clock bar asks for.
func (h Hooks) moveTo(ctx context.Context, by string) (to time.Time, ok bool) {
	switch by {
	case "hour":
		return h.Clock().Add(time.Hour), true
	case "day":
		return h.Clock().Add(24 * time.Hour), true
	}
	if by != "next" || h.Next == nil {
		return time.Time{}, false
	}
	to, _, ok = h.Next(ctx)
	return to, ok
}
