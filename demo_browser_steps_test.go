package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"gridwarden/bot/wecomsim/browsertest"
	"gridwarden/safety"
)

// A hand plays the demo in a browser: it presses and types, nothing else. What
// the page answers it reads off the page.
type hand struct {
	*demo
	*browsertest.Tab
	phones []string // that have been used, for when the story breaks off
}

// plays lives a demo from a moment on, as the command does, and opens its page.
func plays(t *testing.T, at string) *hand {
	t.Helper()
	h := &hand{demo: lives(t, at)}
	h.Tab = browsertest.Open(t, "http://"+h.page.Addr().String(), 8*time.Minute, time.Minute, browsertest.Still, chromedp.Flag("accept-lang", "zh-CN"))
	h.Shows = func() string {
		var shown strings.Builder
		for _, id := range h.phones {
			fmt.Fprintf(&shown, "\n%s\n%s", id, transcript(h.sim.Phone(id).Shown()))
		}
		return shown.String()
	}
	return h
}

// opens opens a panel beside the phones, or puts it away.
func (h *hand) opens(panel string, open bool) {
	h.T.Helper()
	shown, err := chromedp.Run(h.Context, chromedp.Evaluate[bool](`!document.getElementById("`+panel+`").hidden`))
	if err != nil {
		h.Breaks("look at the "+panel, err)
	}
	if shown != open {
		h.Click(panel + "-toggle")
	}
}

// lives runs a demo with its live loops until the test ends.
func lives(t *testing.T, at string) *demo {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	d, err := newDemo(ctx, t.TempDir(), "127.0.0.1:0", moment(t, at), slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})), changeStaff)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- d.run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		d.program.close()
	})
	return d
}

// sees waits until a function in the page gives something, and returns it.
func sees[T any](h *hand, what, function string, args ...any) T {
	h.T.Helper()
	return browsertest.Sees[T](h.Tab, what, function, args...)
}

// still waits until nothing moves any more and all pictures in sight are there.
func (h *hand) still() {
	h.T.Helper()
	sees[bool](h, "stillness", `() => document.getAnimations().every((a) => a.playState !== "running") &&
		[...document.images].every((i) => i.complete || i.getBoundingClientRect().bottom < 0 || i.offsetParent === null)`)
}

// moves presses a button of the clock (hour, day, next) and waits until all that
// was due on the way has happened.
func (h *hand) moves(by string) {
	h.T.Helper()
	h.Click("clock-" + by)
	sees[bool](h, "the clock arrive", `() => document.querySelector('[data-testid="clock"]').getAttribute("aria-busy") === "false"`)
}

// next is what the page's clock says will happen by itself next.
func (h *hand) next() string {
	h.T.Helper()
	return sees[string](h, "what is next", `() => document.querySelector('[data-testid="clock-next-what"]').textContent`)
}

// day is the date the page's clock shows.
func (h *hand) day() string {
	h.T.Helper()
	return sees[string](h, "the date", `() => document.querySelector('[data-testid="clock-date"]').textContent`)
}

// movesTo presses +1 day until the page's clock shows a date, like "9月29日".
func (h *hand) movesTo(date string) {
	h.T.Helper()
	for range 40 {
		if strings.Contains(h.day(), "年"+date+" ") {
			return
		}
		h.moves("day")
	}
	h.T.Fatalf("the clock does not come to %s; it shows %s", date, h.day())
}

// adds puts another phone on the desk, found by name in the list.
func (h *hand) adds(id, name string) *held {
	h.T.Helper()
	h.Click("add-phone")
	h.Do("search for "+name, chromedp.SendKeys(browsertest.ByID("people-search"), name))
	h.Click("person-" + id)
	h.Do("see the phone", chromedp.WaitVisible(browsertest.ByID("phone-"+id)))
	return h.phone(id)
}

// removes puts phones away.
func (h *hand) removes(ids ...string) {
	h.T.Helper()
	for _, id := range ids {
		h.Click("remove-" + id)
	}
}

// logged waits for a line of the log with these words and gives when it
// happened, as the log shows it.
func (h *hand) logged(words ...string) string {
	h.T.Helper()
	return sees[string](h, fmt.Sprintf("the log say %q", words), `(words) => {
		let day = "";
		for (const li of document.querySelectorAll('[data-testid="log-list"] > li')) {
			if (li.matches(".log-day")) day = li.textContent;
			else if (words.every((w) => li.textContent.includes(w))) return day + " " + li.querySelector("time").textContent;
		}
	}`, words)
}

// A held phone is one on the desk.
type held struct {
	*hand
	id   string
	from int // rows of the chat that the story has dealt with
}

// phone takes one that lies on the desk.
func (h *hand) phone(id string) *held {
	h.phones = append(h.phones, id)
	return &held{hand: h, id: id}
}

// says types a message and presses the button that sends it.
func (p *held) says(text string) *held {
	p.T.Helper()
	p.Do(p.id+" says "+text, chromedp.SendKeys(browsertest.ByID("input-"+p.id), text))
	p.Click("send-" + p.id)
	sees[bool](p.hand, p.id+" say "+text, `(id, text) => [...document.querySelectorAll('[data-testid="phone-' + id + '"] [data-testid="bubble-me"]')].at(-1)?.innerText.includes(text)`, p.id, text)
	return p
}

// sends sends pictures of the shelf.
func (p *held) sends(samples ...string) *held {
	p.T.Helper()
	p.Click("more-" + p.id)
	p.Click("tool-samples-" + p.id)
	for _, name := range samples {
		p.Click("phone-"+p.id, "sample-"+name)
	}
	p.Click("send-samples-" + p.id)
	sees[bool](p.hand, "the pictures", `(id, n) => [...document.querySelectorAll('[data-testid="phone-' + id + '"] .row')].slice(-n).filter((r) => r.dataset.kind === "image").length === n`, p.id, len(samples))
	return p
}

// taps presses a button, by its text, on the newest card that has it.
func (p *held) taps(text string) *held {
	p.T.Helper()
	p.still()
	p.Press(p.id+"'s "+text, p.element(".card-button", text))
	return p
}

// chooses an entry of the app's menu.
func (p *held) chooses(menu, entry string) *held {
	p.T.Helper()
	for _, name := range []string{menu, entry} {
		p.Press(p.id+"'s "+name, p.element(".menu button", name))
	}
	return p
}

// element is the last one on this phone with a text, as a function in the page.
func (p *held) element(selector, text string) string {
	return fmt.Sprintf(`() => [...document.querySelectorAll('[data-testid="phone-%s"] %s')].filter((b) => b.textContent === %q).at(-1)`, p.id, selector, text)
}

// A said is a message of the bot as the page shows it.
type said struct {
	Text  string `json:"text"`
	Group int64  `json:"group"` // Unix ms of the time stamp it stands under
	Clock string `json:"clock"` // the time the page tells of it, 15:04:05
	Next  int    `json:"next"`
}

// at is the moment a message was shown, as the page tells it.
func (s said) at() string {
	return time.UnixMilli(s.Group).In(safety.Shanghai).Format("2006-01-02 ") + s.Clock
}

// hears waits for all these words in one message that has come since the last
// one that was waited for.
func (p *held) hears(words ...string) said {
	p.T.Helper()
	s := sees[said](p.hand, fmt.Sprintf("%s hear %q", p.id, words), `(id, from, words) => {
		let n = 0, group = 0;
		for (const el of document.querySelectorAll('[data-testid="phone-' + id + '"] .rows > *')) {
			if (el.matches(".stamp")) { group = Number(el.dataset.at); continue; }
			if (n++ < from || !el.matches(".theirs") || !words.every((w) => el.innerText.includes(w))) continue;
			return { text: el.innerText, group, clock: el.querySelector("[title]").title, next: n };
		}
	}`, p.id, p.from, words)
	p.from = s.Next
	return s
}

// hasNotHeard expects that no message on this phone holds the words.
func (p *held) hasNotHeard(words string) {
	p.T.Helper()
	n, err := chromedp.Run(p.Context, chromedp.Evaluate[int](fmt.Sprintf(`[...document.querySelectorAll('[data-testid="phone-%s"] .theirs')].filter((r) => r.innerText.includes(%q)).length`, p.id, words)))
	if err != nil || n > 0 {
		p.T.Errorf("%s heard %q %d times, %v", p.id, words, n, err)
	}
}

// reads scrolls the chat to the newest message of the bot that holds the words.
func (p *held) reads(words string) {
	p.T.Helper()
	p.Do("scroll to "+words, chromedp.ScrollIntoView(chromedp.JSPath(fmt.Sprintf(`[...document.querySelectorAll('[data-testid="phone-%s"] .theirs')].filter((r) => r.innerText.includes(%q)).at(-1)`, p.id, words))))
}

// replaced waits until the newest card that holds the words shows that it was
// answered, and how.
func (p *held) replaced(words, with string) {
	p.T.Helper()
	sees[bool](p.hand, fmt.Sprintf("the card %q become %q", words, with), `(id, words, with_) => [...document.querySelectorAll('[data-testid="phone-' + id + '"] .card')]
		.filter((c) => c.innerText.includes(words)).at(-1)?.querySelector('[data-testid="card-replaced"]')?.textContent.includes(with_)`, p.id, words, with)
}
