package wecomsim

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"
)

// A paperDesk is a simulated world without a platform: it keeps what the page
// does, and shows what a test writes down.
type paperDesk struct {
	mu     sync.Mutex
	roster []pagePerson
	phones map[string]*paperPhone
	change chan struct{}
}

type paperPhone struct {
	desk *paperDesk
	list []pageShown
	done []string // what was done on this phone, one line each
}

var paperNow = time.Date(2026, 3, 2, 1, 12, 0, 0, time.UTC)

func newPaperDesk(people ...pagePerson) *paperDesk {
	d := &paperDesk{phones: map[string]*paperPhone{}, change: make(chan struct{})}
	for _, p := range people {
		_ = d.addPerson(p) // never fails
	}
	return d
}

func (d *paperDesk) appName() string { return "演示应用" }
func (d *paperDesk) now() time.Time  { return paperNow }

func (d *paperDesk) people() []pagePerson {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]pagePerson(nil), d.roster...)
}

func (d *paperDesk) addPerson(p pagePerson) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.roster = append(d.roster, p)
	d.phones[p.ID] = &paperPhone{desk: d}
	d.notify()
	return nil
}

func (d *paperDesk) menu() []pageEntry {
	return []pageEntry{{Type: "click", Name: "任务", Key: "tasks"}, {Name: "更多", Sub: []pageEntry{{Type: "pic_photo_or_album", Name: "拍照", Key: "snap"}}}}
}

func (d *paperDesk) phone(userid string) (handset, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p, ok := d.phones[userid]
	return p, ok
}

func (d *paperDesk) media(id string) ([]byte, bool) {
	if s := SampleNamed(id); s != nil {
		return s.JPEG(), true
	}
	return []byte("<script>alert(1)</script>"), id == "hostile"
}

func (d *paperDesk) changes() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.change
}

// notify tells those who wait; d.mu is held.
func (d *paperDesk) notify() {
	close(d.change)
	d.change = make(chan struct{})
}

// says shows a message on the phone, or replaces the one with its ID.
func (p *paperPhone) says(m pageShown) {
	p.desk.mu.Lock()
	defer p.desk.mu.Unlock()
	p.desk.notify()
	for i := range p.list {
		if p.list[i].ID == m.ID {
			p.list[i] = m
			return
		}
	}
	m.At = paperNow.UnixMilli()
	p.list = append(p.list, m)
}

// note remembers what was done; it never fails.
func (p *paperPhone) note(format string, args ...any) error {
	p.desk.mu.Lock()
	defer p.desk.mu.Unlock()
	p.done = append(p.done, fmt.Sprintf(format, args...))
	return nil
}

func (p *paperPhone) noted() []string {
	p.desk.mu.Lock()
	defer p.desk.mu.Unlock()
	return append([]string(nil), p.done...)
}

func (p *paperPhone) shown() []pageShown {
	p.desk.mu.Lock()
	defer p.desk.mu.Unlock()
	return append([]pageShown(nil), p.list...)
}

func (p *paperPhone) say(text string) error {
	if text == "" {
		return errors.New("nothing to say")
	}
	p.says(pageShown{ID: fmt.Sprint("said-", text), From: "me", Kind: "text", Text: text})
	return p.note("say %s", text)
}

func (p *paperPhone) openChat() error            { return p.note("open") }
func (p *paperPhone) clickMenu(key string) error { return p.note("menu %s", key) }
func (p *paperPhone) sendVoice() error           { return p.note("voice") }

func (p *paperPhone) sendPhotos(menu string, pictures [][]byte) error {
	for i := range pictures {
		p.says(pageShown{ID: fmt.Sprint("photo-", i), From: "me", Kind: "image", Media: "shop"})
	}
	return p.note("photos %q %d", menu, len(pictures))
}

func (p *paperPhone) sendLocation(menu string, lat, lon float64, label string) error {
	return p.note("location %q %.6f %.6f %s", menu, lat, lon, label)
}

// tap notes what was chosen and replaces the card's buttons, as a bot would.
func (p *paperPhone) tap(show, key string, selected map[string][]string) error {
	for _, m := range p.shown() {
		if m.ID != show {
			continue
		}
		var card map[string]any
		if err := json.Unmarshal(m.Card, &card); err != nil {
			return err
		}
		card["replace_text"] = "已收到"
		m.Card, _ = json.Marshal(card) // was JSON a moment ago
		p.says(m)
	}
	chosen, _ := json.Marshal(selected) // a map of strings
	return p.note("tap %s %s %s", show, key, chosen)
}
