package main

import (
	order "cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot/wecomsim"
	"gridwarden/safety"
)

var update = flag.Bool("update", false, "rewrite the transcripts of stories; a person reads the difference")

// A chronicle writes down what some members do, and what their phones show, as a
// person would read it.
type chronicle struct {
	w     *world
	text  strings.Builder
	names map[string]string // of those whose phones are read
	order []string          // in which they are read when several were told at one moment
	seq   int64             // of the ledger, read so far
	clock string            // as last written
}

// chronicle follows the phones of some members.
func (w *world) chronicle(who ...string) *chronicle {
	c := &chronicle{w: w, names: map[string]string{}, order: who}
	for _, id := range who {
		c.names[id] = w.member(id).phone().Owner().Name
	}
	return c
}

// note writes what stands between the scenes.
func (c *chronicle) note(text string) { fmt.Fprintf(&c.text, "\n## %s\n", text) }

// at lets time pass and writes what the phones showed meanwhile.
func (c *chronicle) at(moment string) {
	c.w.until(moment)
	c.listen()
}

func (c *chronicle) pass(d time.Duration) {
	c.w.pass(d)
	c.listen()
}

func (c *chronicle) does(who, what string, do func(p *talker)) {
	c.w.t.Helper()
	c.listen()
	c.when(c.w.clock.Now())
	fmt.Fprintf(&c.text, "%s %s\n", c.names[who], what)
	do(c.w.member(who))
	c.listen()
}

func (c *chronicle) says(who string, lines ...string) {
	c.w.t.Helper()
	for _, line := range lines {
		c.does(who, "说：“"+line+"”", func(p *talker) { p.says(line) })
		c.pass(5 * time.Second)
	}
}

func (c *chronicle) taps(who, button string) {
	c.w.t.Helper()
	c.does(who, "点［"+button+"］", func(p *talker) { p.taps(button) })
	c.pass(5 * time.Second)
}

func (c *chronicle) sends(who string, pictures ...string) {
	c.w.t.Helper()
	var names []string
	for _, p := range pictures {
		names = append(names, "［"+wecomsim.SampleNamed(p).Chinese+"］")
	}
	c.does(who, "发照片 "+strings.Join(names, " "), func(p *talker) { p.sends(pictures...) })
}

// when writes the moment if it is another minute than the last.
func (c *chronicle) when(at time.Time) {
	at = at.In(safety.Shanghai)
	day := [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}[at.Weekday()]
	if clock := at.Format("1月2日 ") + day + at.Format(" 15:04"); clock != c.clock {
		c.clock = clock
		fmt.Fprintf(&c.text, "\n# %s\n", clock)
	}
}

// listen writes what the phones have shown since. The platform is called by
// several at once: what was shown at one moment is read phone by phone.
func (c *chronicle) listen() {
	entries := c.w.sim.LedgerAfter(c.seq)
	if len(entries) > 0 {
		c.seq = entries[len(entries)-1].Seq
	}
	slices.SortStableFunc(entries, func(a, b wecomsim.Entry) int {
		return order.Or(a.At.Compare(b.At), slices.Index(c.order, a.Person)-slices.Index(c.order, b.Person))
	})
	for _, e := range entries {
		name, followed := c.names[e.Person]
		switch {
		case !followed:
		case e.Kind == wecomsim.EntryShown:
			c.when(e.At)
			fmt.Fprintf(&c.text, "  机器人 → %s\n", name)
			c.shown(e)
		case e.Kind == wecomsim.EntryUpdated:
			if e.Detail != "" {
				fmt.Fprintf(&c.text, "  （卡片按钮变为“%s”）\n", e.Detail)
				continue
			}
			fmt.Fprintf(&c.text, "  （%s的卡片变为）\n", name)
			c.shown(e)
		}
	}
}

// shown writes what an entry of the ledger shows, as it stands on the phone now.
func (c *chronicle) shown(e wecomsim.Entry) {
	for _, s := range c.w.sim.Phone(e.Person).Shown() {
		if s.ID == e.Shown {
			c.show(s)
		}
	}
}

func (c *chronicle) show(s wecomsim.Shown) {
	text := s.Text
	if s.Kind == wecomsim.KindImage {
		text = "［照片］"
	}
	if s.Card != nil {
		text = card(s.Card)
	}
	for line := range strings.Lines(text) {
		fmt.Fprintf(&c.text, "  │ %s\n", strings.TrimRight(line, "\n"))
	}
}

// card is what can be read on a card, in the order it is read.
func card(c *wecomsim.Card) string {
	var lines []string
	add := func(format string, args ...any) {
		if line := fmt.Sprintf(format, args...); strings.TrimSpace(line) != "" {
			lines = append(lines, line)
		}
	}
	if c.Source != nil {
		add("【%s】", c.Source.Desc)
	}
	if c.MainTitle != nil {
		add("%s", c.MainTitle.Title)
		add("%s", c.MainTitle.Desc)
	}
	if c.Quote != nil {
		add("“%s”", c.Quote.Text)
	}
	add("%s", c.SubTitle)
	for _, row := range c.Horizontal {
		add("%s：%s", row.Key, row.Value)
	}
	if c.Checkbox != nil {
		for _, o := range c.Checkbox.Options {
			add("○ %s", o.Text)
		}
	}
	var buttons string
	for _, b := range c.Buttons {
		buttons += "［" + b.Text + "］"
	}
	if c.Submit != nil {
		buttons += "［" + c.Submit.Text + "］"
	}
	if c.Replaced != "" {
		buttons = "（" + c.Replaced + "）"
	}
	add("%s", buttons)
	return strings.Join(lines, "\n")
}

// compare holds the transcript against testdata/stories.
func (c *chronicle) compare(name string) {
	c.w.t.Helper()
	file := filepath.Join("testdata", "stories", name)
	got := strings.TrimLeft(c.text.String(), "\n")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			c.w.t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			c.w.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		c.w.t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		c.w.t.Errorf("the story is told otherwise; read the difference, then go test -run %s -update\n%s", c.w.t.Name(), diff)
	}
	for _, line := range c.w.journal.failures() {
		c.w.t.Errorf("logged: %s", line)
	}
}

// number is that of the hazard a member has read about last.
func (c *chronicle) number(who string) string {
	c.w.t.Helper()
	found := hazardNo.FindAllString(transcript(c.w.sim.Phone(who).Shown()), -1)
	if len(found) == 0 {
		c.w.t.Fatalf("%s has read about no hazard", who)
	}
	return found[len(found)-1]
}
