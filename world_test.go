package main

import (
	"context"
	"database/sql"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	_ "github.com/ncruces/go-sqlite3/driver" // stories read the file beside the program

	"gridwarden/bot/wecomsim"
	"gridwarden/safety"
	"gridwarden/store"
)

// A world is the whole program beside the simulator: real HTTP, real
// encryption, a real database in a temporary folder, and a clock that moves only
// when the story says so.
type world struct {
	*demo
	t       *testing.T
	ctx     context.Context // of the simulator; the program's ends earlier when it is restarted
	dir     string
	stop    func() // ends the program
	journal *journal
}

// newWorld begins a story at a moment written "2026-09-14 08:55". Stories run
// beside each other: a test tells one. Changes of the street are the command's.
func newWorld(t *testing.T, at string, changes ...streetChange) *world {
	t.Helper()
	t.Parallel()
	w := &world{t: t, dir: t.TempDir(), journal: &journal{}}
	w.begin(moment(t, at), changes...)
	return w
}

// moment reads "2026-09-14 08:55".
func moment(t *testing.T, at string) time.Time {
	t.Helper()
	m, err := time.ParseInLocation("2006-01-02 15:04", at, safety.Shanghai)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// begin wires the demo without its live loops: the story drives them.
func (w *world) begin(at time.Time, changes ...streetChange) {
	ctx, cancel := context.WithCancel(context.Background())
	d, err := newDemo(ctx, w.dir, "127.0.0.1:0", at, slog.New(w.journal), changes...)
	if err != nil {
		cancel()
		w.t.Fatal(err)
	}
	w.demo, w.ctx = d, ctx
	w.clock.Stop(at)
	w.serve()
	page := &http.Server{Handler: d.sim.Handler(), ReadHeaderTimeout: time.Second}
	done := make(chan struct{}, 2)
	go func() { _ = page.Serve(d.page); done <- struct{}{} }()
	go func() { _ = d.sim.Run(ctx); done <- struct{}{} }()
	w.t.Cleanup(func() {
		cancel()
		_ = page.Close()
		for range 2 {
			<-done
		}
		w.stop()
	})
	if err := d.program.catchUp(ctx, at); err != nil {
		w.t.Fatal(err)
	}
	w.settle()
}

// serve lets the program answer callbacks until stop.
func (w *world) serve() {
	p := w.program
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.serveHTTP(ctx) }()
	w.stop = func() {
		cancel()
		if err := <-done; err != nil {
			w.t.Error(err)
		}
		p.close()
	}
}

// restart ends the program and begins it again on the same folder, as a new
// release does. The platform goes on meanwhile. What waits, waits.
func (w *world) restart() {
	w.t.Helper()
	settings := w.program.settings
	w.stop()
	w.stop = func() {} // until it serves again
	p, err := open(w.ctx, settings, w.clock.Now, slog.New(w.journal))
	if err != nil {
		w.t.Fatal(err)
	}
	w.program = p
	if err := p.listen(w.ctx); err != nil {
		p.close()
		w.t.Fatal(err)
	}
	w.sim.SetCallback("http://" + p.public.Addr().String() + "/wecom/callback")
	w.serve()
}

// settle lets everything happen that can happen now.
func (w *world) settle() {
	w.t.Helper()
	if err := w.sim.Idle(w.ctx); err != nil {
		w.t.Fatal(err)
	}
	if err := w.program.settle(w.ctx, w.clock.Now()); err != nil {
		w.t.Fatal(err)
	}
}

// until lets the time pass, running the plan at every moment on the way.
func (w *world) until(at string) {
	w.t.Helper()
	w.runTo(moment(w.t, at))
}

// pass lets some time pass.
func (w *world) pass(d time.Duration) {
	w.t.Helper()
	w.runTo(w.clock.Now().Add(d))
}

func (w *world) runTo(to time.Time) {
	w.t.Helper()
	if err := w.program.replay(w.ctx, w.clock.Now(), to, w.clock.Set); err != nil {
		w.t.Fatal(err)
	}
	w.settle()
}

// down is a time in which the program does not run: the clock moves, nothing
// else; then what was missed is made up as at a start.
func (w *world) down(until string) {
	w.t.Helper()
	w.downTo(moment(w.t, until))
}

func (w *world) downTo(until time.Time) {
	w.t.Helper()
	w.clock.Set(until)
	for _, job := range w.program.duties() {
		if err := job.Run(w.ctx, until); err != nil {
			w.t.Fatal(err)
		}
	}
	w.settle()
}

// rows reads the program's SQLite file beside it: text of every column of every row.
func (w *world) rows(query string, args ...any) [][]string {
	w.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+w.program.settings.Database.DSN.Reveal()+"?mode=ro")
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	found, err := db.QueryContext(w.ctx, query, args...)
	if err != nil {
		w.t.Fatal(err)
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		w.t.Fatal(err)
	}
	var table [][]string
	for found.Next() {
		row, into := make([]string, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := found.Scan(into...); err != nil {
			w.t.Fatal(err)
		}
		table = append(table, row)
	}
	if err := found.Err(); err != nil {
		w.t.Fatal(err)
	}
	return table
}

// read looks into the database.
func (w *world) read(look func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.program.db.Read(w.ctx, look); err != nil {
		w.t.Fatal(err)
	}
}

// hazard reads one by its number.
func (w *world) hazard(no string) (h *safety.Hazard) {
	w.t.Helper()
	w.read(func(tx *store.Tx) (err error) {
		h, err = tx.Hazard(w.ctx, no)
		return err
	})
	return h
}

// steps are the steps of a subject by rung.
func (w *world) steps(subject string) map[string]safety.Step {
	w.t.Helper()
	by := map[string]safety.Step{}
	w.read(func(tx *store.Tx) error {
		steps, err := tx.Steps(w.ctx, subject)
		for _, s := range steps {
			by[s.Rung] = s
		}
		return err
	})
	return by
}

// A talker is a member of the story with a phone.
type talker struct {
	w    *world
	id   string
	from int // what the story has listened to already
}

// member is somebody with a phone, heard from now on.
func (w *world) member(id string) *talker {
	p := &talker{w: w, id: id}
	p.from = len(p.phone().Shown())
	return p
}

func (p *talker) phone() *wecomsim.Phone { return p.w.sim.Phone(p.id) }

// says writes a message and lets it be answered.
func (p *talker) says(text string) *talker {
	p.w.t.Helper()
	p.phone().Say(text)
	p.w.settle()
	return p
}

// sends sends pictures of the shelf, and waits out the pause after a burst.
func (p *talker) sends(samples ...string) *talker {
	p.w.t.Helper()
	for _, name := range samples {
		s := wecomsim.SampleNamed(name)
		if s == nil {
			p.w.t.Fatalf("no sample picture %q", name)
		}
		p.phone().SendPhoto(s.JPEG())
		p.w.settle()
	}
	p.w.pass(9 * time.Second)
	return p
}

// taps presses a button, by its text, on the newest card that has it.
func (p *talker) taps(text string) *talker {
	p.w.t.Helper()
	return p.tapsOn("", text)
}

// tapsOn presses a button on the newest card that has it and holds the words.
func (p *talker) tapsOn(words, text string) *talker {
	p.w.t.Helper()
	shown := p.phone().Shown()
	for i := len(shown) - 1; i >= 0; i-- {
		if shown[i].Card == nil || shown[i].Card.Replaced != "" || !strings.Contains(textOf(shown[i]), words) {
			continue
		}
		for _, b := range shown[i].Card.Buttons {
			if b.Text == text {
				if _, err := p.phone().Tap(shown[i].ID, b.Key); err != nil {
					p.w.t.Fatal(err)
				}
				p.w.settle()
				return p
			}
		}
	}
	p.w.t.Fatalf("%s has no card with a button %q and %q; the phone shows\n%s", p.id, text, words, p.all())
	return p
}

// hears expects all these words in one message that has come since the last
// time somebody listened to this phone, and goes on behind it.
func (p *talker) hears(words ...string) string {
	p.w.t.Helper()
	shown := p.phone().Shown()
	for i := p.from; i < len(shown); i++ {
		text := textOf(shown[i])
		if shown[i].From == "bot" && holds(text, words) {
			p.from = i + 1
			return text
		}
	}
	p.w.t.Fatalf("%s did not hear %q; heard since:\n%s", p.id, words, p.since())
	return ""
}

// hearsNothing expects silence since the last time.
func (p *talker) hearsNothing() {
	p.w.t.Helper()
	if heard := p.since(); heard != "" {
		p.w.t.Errorf("%s should have heard nothing, heard:\n%s", p.id, heard)
	}
}

// hasNotHeard expects that no new message holds the words.
func (p *talker) hasNotHeard(words ...string) {
	p.w.t.Helper()
	for _, s := range p.phone().Shown()[p.from:] {
		if s.From == "bot" && holds(textOf(s), words) {
			p.w.t.Errorf("%s heard %q", p.id, textOf(s))
		}
	}
}

// heardAt is when a message that holds the words was shown.
func (p *talker) heardAt(words ...string) time.Time {
	p.w.t.Helper()
	for _, s := range p.phone().Shown() {
		if s.From == "bot" && holds(textOf(s), words) {
			return s.At.In(safety.Shanghai)
		}
	}
	p.w.t.Fatalf("%s never heard %q; the phone shows\n%s", p.id, words, p.all())
	return time.Time{}
}

func (p *talker) since() string { return transcript(p.phone().Shown()[p.from:]) }
func (p *talker) all() string   { return transcript(p.phone().Shown()) }

func holds(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// transcript is what a phone shows, one message after the other.
func transcript(shown []wecomsim.Shown) string {
	var b strings.Builder
	for _, s := range shown {
		b.WriteString(s.At.In(safety.Shanghai).Format("01-02 15:04:05 ") + s.From + "> " + textOf(s) + "\n")
	}
	return b.String()
}

// textOf is everything a message says.
func textOf(s wecomsim.Shown) string {
	text := string(s.Kind) + " " + strings.ReplaceAll(s.Text, "\n", " / ")
	if s.Card != nil {
		for _, b := range s.Card.Buttons {
			text += " [" + b.Text + "]"
		}
	}
	return text
}
