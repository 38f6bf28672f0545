package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"gridwarden/safety"
)

// A hand plays the demo in a browser: it clicks and types, nothing else. What
// the page answers it reads off the page.
type hand struct {
	*demo
	t   *testing.T
	ctx context.Context // of the browser's tab

	mu     sync.Mutex
	amiss  []string // what the console said, and requests that failed
	phones []string // that have been used, for when the story breaks off
}

// plays lives a demo from a moment on, as the command does, and opens its page.
// Without a browser the test says so and is skipped.
func plays(t *testing.T, at string) *hand {
	t.Helper()
	browser := os.Getenv("GRIDWARDEN_CHROMIUM")
	if browser == "" {
		browser = "/usr/bin/chromium"
	}
	if _, err := os.Stat(browser); err != nil {
		t.Skipf("NOT TESTED: the demo in a browser; there is none at %s (set GRIDWARDEN_CHROMIUM)", browser)
	}
	h := &hand{t: t, demo: lives(t, at)}
	ctx, closeBrowser := chromedp.NewExecAllocator(t.Context(), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.ExecPath(browser), chromedp.UserDataDir(t.TempDir()), chromedp.Flag("lang", "zh-CN"), chromedp.Flag("accept-lang", "zh-CN"), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	ctx, closeTab := chromedp.NewContext(ctx)
	ctx, cancel := context.WithTimeout(ctx, 8*time.Minute)
	h.ctx = ctx
	heard := h.listen()
	t.Cleanup(func() {
		closeTab()
		closeBrowser()
		cancel()
		heard()
	})
	h.do("open the page", chromedp.EmulateViewport(1440, 900), chromedp.Navigate("http://"+h.page.Addr().String()),
		chromedp.WaitReady(chromedp.CSS("body[data-ready]")))
	return h
}

// opens opens a panel beside the phones, or puts it away.
func (h *hand) opens(panel string, open bool) {
	h.t.Helper()
	shown, err := chromedp.Run(h.ctx, chromedp.Evaluate[bool](`!document.getElementById("`+panel+`").hidden`))
	if err != nil {
		h.breaks("look at the "+panel, err)
	}
	if shown != open {
		h.click(panel + "-toggle")
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

// listen collects what the console says and what cannot be loaded; the func
// waits until the browser has no more to say.
func (h *hand) listen() (wait func()) {
	var all sync.WaitGroup
	note := func(format string, args ...any) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.amiss = append(h.amiss, fmt.Sprintf(format, args...))
	}
	console, failed, answered := chromedp.Console(h.ctx), chromedp.Events(h.ctx, network.LoadingFailed), chromedp.Events(h.ctx, network.ResponseReceived)
	all.Go(func() {
		for m, err := range console {
			if err != nil {
				return
			}
			note("console: %s", m)
		}
	})
	all.Go(func() {
		for f, err := range failed {
			if err != nil {
				return
			}
			if !f.Canceled { // the page itself ends its stream when phones come and go
				note("request failed: %s %s", f.Type, f.ErrorText)
			}
		}
	})
	all.Go(func() {
		for a, err := range answered {
			if err != nil {
				return
			}
			if a.Response.Status >= 400 {
				note("request answered %d: %s", a.Response.Status, a.Response.URL)
			}
		}
	})
	return all.Wait
}

// quiet fails the test for all that went amiss in the browser.
func (h *hand) quiet() {
	h.t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, line := range h.amiss {
		h.t.Error(line)
	}
}

// do runs steps in the tab; when they cannot be done, the test ends with what
// the phones show.
func (h *hand) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	h.t.Helper()
	if err := chromedp.Do(h.ctx, steps...); err != nil {
		h.breaks(what, err)
	}
}

func (h *hand) breaks(what string, err error) {
	h.t.Helper()
	var shown strings.Builder
	for _, id := range h.phones {
		fmt.Fprintf(&shown, "\n%s\n%s", id, transcript(h.sim.Phone(id).Shown()))
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.t.Fatalf("%s: %v%s\n%s", what, err, shown.String(), strings.Join(h.amiss, "\n"))
}

// sees waits until a function in the page gives something, and returns it.
func sees[T any](h *hand, what, function string, args ...any) T {
	h.t.Helper()
	got, err := chromedp.Run(h.ctx, chromedp.PollFunction[T](function, chromedp.WithPollingArgs(args...), chromedp.WithPollingTimeout(time.Minute)))
	if err != nil {
		h.breaks("waiting to see "+what, err)
	}
	return got
}

// byID is an element of the page by its test id.
func byID(id string) chromedp.CSS { return chromedp.CSS(`[data-testid="` + id + `"]`) }

func (h *hand) click(id string) {
	h.t.Helper()
	h.do("click "+id, chromedp.Click(byID(id)))
}

// still waits until nothing moves any more and all pictures in sight are there.
func (h *hand) still() {
	h.t.Helper()
	sees[bool](h, "stillness", `() => document.getAnimations().every((a) => a.playState !== "running") &&
		[...document.images].every((i) => i.complete || i.getBoundingClientRect().bottom < 0 || i.offsetParent === null)`)
}

// moves presses a button of the clock (hour, day, next) and waits until all that
// was due on the way has happened.
func (h *hand) moves(by string) {
	h.t.Helper()
	h.click("clock-" + by)
	sees[bool](h, "the clock arrive", `() => document.querySelector('[data-testid="clock"]').getAttribute("aria-busy") === "false"`)
}

// next is what the page's clock says will happen by itself next.
func (h *hand) next() string {
	h.t.Helper()
	return sees[string](h, "what is next", `() => document.querySelector('[data-testid="clock-next-what"]').textContent`)
}

// day is the date the page's clock shows.
func (h *hand) day() string {
	h.t.Helper()
	return sees[string](h, "the date", `() => document.querySelector('[data-testid="clock-date"]').textContent`)
}

// movesTo presses +1 day until the page's clock shows a date, like "9月29日".
func (h *hand) movesTo(date string) {
	h.t.Helper()
	for range 40 {
		if strings.Contains(h.day(), "年"+date+" ") {
			return
		}
		h.moves("day")
	}
	h.t.Fatalf("the clock does not come to %s; it shows %s", date, h.day())
}

// adds puts another phone on the desk, found by name in the list.
func (h *hand) adds(id, name string) *held {
	h.t.Helper()
	h.click("add-phone")
	h.do("search for "+name, chromedp.SendKeys(byID("people-search"), name))
	h.click("person-" + id)
	h.do("see the phone", chromedp.WaitVisible(byID("phone-"+id)))
	return h.phone(id)
}

// removes puts phones away.
func (h *hand) removes(ids ...string) {
	h.t.Helper()
	for _, id := range ids {
		h.click("remove-" + id)
	}
}

// logged waits for a line of the log with these words and gives when it
// happened, as the log shows it.
func (h *hand) logged(words ...string) string {
	h.t.Helper()
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

// within is an element of this phone by its test id.
func (p *held) within(id string) chromedp.CSS {
	return byID("phone-"+p.id) + " " + byID(id)
}

// says types a message and presses the button that sends it.
func (p *held) says(text string) *held {
	p.t.Helper()
	p.do(p.id+" says "+text, chromedp.SendKeys(byID("input-"+p.id), text), chromedp.Click(byID("send-"+p.id)))
	sees[bool](p.hand, p.id+" say "+text, `(id, text) => [...document.querySelectorAll('[data-testid="phone-' + id + '"] [data-testid="bubble-me"]')].at(-1)?.innerText.includes(text)`, p.id, text)
	return p
}

// sends sends pictures of the shelf.
func (p *held) sends(samples ...string) *held {
	p.t.Helper()
	p.click("more-" + p.id)
	p.click("tool-samples-" + p.id)
	for _, name := range samples {
		p.do("choose "+name, chromedp.Click(p.within("sample-"+name)))
	}
	p.click("send-samples-" + p.id)
	sees[bool](p.hand, "the pictures", `(id, n) => [...document.querySelectorAll('[data-testid="phone-' + id + '"] .row')].slice(-n).filter((r) => r.dataset.kind === "image").length === n`, p.id, len(samples))
	return p
}

// taps presses a button, by its text, on the newest card that has it.
func (p *held) taps(text string) *held {
	p.t.Helper()
	p.still()
	p.do(p.id+" taps "+text, chromedp.Click(p.element(".card-button", text)))
	return p
}

// chooses an entry of the app's menu.
func (p *held) chooses(menu, entry string) *held {
	p.t.Helper()
	for _, name := range []string{menu, entry} {
		p.do("choose "+name, chromedp.Click(p.element(".menu button", name)))
	}
	return p
}

// element is the last one on this phone with a text.
func (p *held) element(selector, text string) chromedp.JSPath {
	words, err := json.Marshal(text)
	if err != nil {
		p.t.Fatal(err)
	}
	return chromedp.JSPath(fmt.Sprintf(`[...document.querySelectorAll('[data-testid="phone-%s"] %s')].filter((b) => b.textContent === %s).at(-1)`, p.id, selector, words))
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
	p.t.Helper()
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
	p.t.Helper()
	n, err := chromedp.Run(p.ctx, chromedp.Evaluate[int](fmt.Sprintf(`[...document.querySelectorAll('[data-testid="phone-%s"] .theirs')].filter((r) => r.innerText.includes(%q)).length`, p.id, words)))
	if err != nil || n > 0 {
		p.t.Errorf("%s heard %q %d times, %v", p.id, words, n, err)
	}
}

// reads scrolls the chat to the newest message of the bot that holds the words.
func (p *held) reads(words string) {
	p.t.Helper()
	p.do("scroll to "+words, chromedp.ScrollIntoView(chromedp.JSPath(fmt.Sprintf(`[...document.querySelectorAll('[data-testid="phone-%s"] .theirs')].filter((r) => r.innerText.includes(%q)).at(-1)`, p.id, words))))
}

// replaced waits until the newest card that holds the words shows that it was
// answered, and how.
func (p *held) replaced(words, with string) {
	p.t.Helper()
	sees[bool](p.hand, fmt.Sprintf("the card %q become %q", words, with), `(id, words, with_) => [...document.querySelectorAll('[data-testid="phone-' + id + '"] .card')]
		.filter((c) => c.innerText.includes(words)).at(-1)?.querySelector('[data-testid="card-replaced"]')?.textContent.includes(with_)`, p.id, words, with)
}
