// Package browsertest opens the simulator's page in a real browser for tests:
// a hand that presses, types and reads, nothing else.
package browsertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// A Tab shows the page and hears what goes amiss in it: what the console says,
// what cannot be loaded.
type Tab struct {
	T       *testing.T
	Context context.Context // of the browser's tab
	Shows   func() string   // what to tell when the story breaks off; may be nil

	patience time.Duration // for one thing to be seen

	mu    sync.Mutex
	amiss []string
}

// Still is a browser whose user has asked for little motion.
var Still = chromedp.Flag("force-prefers-reduced-motion", true)

// Open opens a page in the browser of GRIDWARDEN_CHROMIUM, or /usr/bin/chromium,
// and closes it when the test ends. The whole story has to be over within limit,
// and one thing to be seen within patience. Without a browser the test says so and
// is skipped.
func Open(t *testing.T, url string, limit, patience time.Duration, as ...chromedp.ExecAllocatorOption) *Tab {
	t.Helper()
	browser := os.Getenv("GRIDWARDEN_CHROMIUM")
	if browser == "" {
		browser = "/usr/bin/chromium"
	}
	if _, err := os.Stat(browser); err != nil {
		t.Skipf("NOT TESTED: the page in a browser; there is none at %s (set GRIDWARDEN_CHROMIUM)", browser)
	}
	options := append(as, chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.ExecPath(browser), chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("lang", "zh-CN"), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	ctx, closeBrowser := chromedp.NewExecAllocator(t.Context(), options...)
	ctx, closeTab := chromedp.NewContext(ctx)
	ctx, cancel := context.WithTimeout(ctx, limit)
	b := &Tab{T: t, Context: ctx, patience: patience}
	heard := b.listen()
	t.Cleanup(func() {
		closeTab()
		closeBrowser()
		cancel()
		heard()
	})
	b.Do("open the page", chromedp.EmulateViewport(1440, 900), chromedp.Navigate(url), chromedp.WaitReady(chromedp.CSS("body[data-ready]")))
	return b
}

// listen collects what goes amiss; the func waits until the browser has no more
// to say.
func (b *Tab) listen() (wait func()) {
	var all sync.WaitGroup
	note := func(format string, args ...any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.amiss = append(b.amiss, fmt.Sprintf(format, args...))
	}
	console, failed, answered := chromedp.Console(b.Context), chromedp.Events(b.Context, network.LoadingFailed), chromedp.Events(b.Context, network.ResponseReceived)
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

// Quiet fails the test for all that went amiss in the browser.
func (b *Tab) Quiet() {
	b.T.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, line := range b.amiss {
		b.T.Error(line)
	}
}

// Do runs steps in the tab; when they cannot be done, the test ends.
func (b *Tab) Do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.T.Helper()
	if err := chromedp.Do(b.Context, steps...); err != nil {
		b.Breaks(what, err)
	}
}

// Breaks ends the test with what the page shows.
func (b *Tab) Breaks(what string, err error) {
	b.T.Helper()
	shown := ""
	if b.Shows != nil {
		shown = b.Shows()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.T.Fatalf("%s: %v%s\n%s", what, err, shown, strings.Join(b.amiss, "\n"))
}

// Sees waits until a function in the page gives something, and returns it.
func Sees[T any](b *Tab, what, function string, args ...any) T {
	b.T.Helper()
	got, err := chromedp.Run(b.Context, chromedp.PollFunction[T](function, chromedp.WithPollingArgs(args...), chromedp.WithPollingTimeout(b.patience)))
	if err != nil {
		b.Breaks("waiting to see "+what, err)
	}
	return got
}

// ByID is an element of the page by its test id, or the element with a test id
// within another.
func ByID(ids ...string) chromedp.CSS {
	var within chromedp.CSS
	for _, id := range ids {
		within += chromedp.CSS(` [data-testid="` + id + `"]`)
	}
	return within
}

// Click presses the element with a test id, or the one with a test id within
// another.
func (b *Tab) Click(ids ...string) {
	b.T.Helper()
	b.Press(ids[len(ids)-1], fmt.Sprintf("() => document.querySelector(%q)", ByID(ids...)))
}

// Press presses the middle of the element that a function in the page gives, once
// it is in sight, at rest, and nothing lies over it. A press that misses, because
// a message has just pushed the page, is made again, as a person does.
func (b *Tab) Press(what, function string) {
	b.T.Helper()
	for range 4 {
		at := Sees[place](b, what+" at rest", fmt.Sprintf(atRest, function))
		b.Do("press "+what, chromedp.MouseClickXY(at.X, at.Y))
		hit, err := chromedp.Run(b.Context, chromedp.Evaluate[bool](wasHit))
		if err != nil {
			b.Breaks("press "+what, err)
		}
		if hit {
			return
		}
	}
	b.Breaks("press "+what, errors.New("missed four times"))
}

type place struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// wasHit says whether the press has arrived, and begins the next aim anew.
const wasHit = `(() => { window.aim.at = ""; return window.aim.hit; })()`

// atRest gives the middle of an element that has stopped moving, and notes whether
// a press arrives there.
const atRest = `() => {
	const find = %s, e = find();
	if (!e) return;
	e.scrollIntoViewIfNeeded();
	const r = e.getBoundingClientRect(), x = r.x + r.width / 2, y = r.y + r.height / 2;
	const at = [r.x, r.y, r.width, r.height, innerWidth, visualViewport.scale].join();
	const rests = window.aim?.at === at && window.aim.element === e;
	if (!window.aim) document.addEventListener("click", (click) => {
		const path = click.composedPath();
		if (path.includes(window.aim.element) || path.includes(window.aim.find())) window.aim.hit = true; // drawn anew meanwhile
	}, true);
	window.aim = { at, element: e, find, hit: false };
	const under = document.elementFromPoint(x, y);
	if (rests && r.width > 0 && (e === under || e.contains(under))) return { x, y };
}`
