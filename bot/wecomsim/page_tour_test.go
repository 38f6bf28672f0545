package wecomsim

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"
)

func TestInABrowserTheTourOpensPhonesSpeaksAndGoesOn(t *testing.T) {
	w := newHandClock()
	close(w.arrive)
	hooks := w.hooks()
	hooks.Openers = []string{"wang"}
	var said atomic.Bool
	hooks.Tour = func(context.Context) ([]TourStop, error) {
		return []TourStop{
			{
				ID: "speak", Title: Words{"说一句", "Say something"}, Text: Words{"打开手机，说一句。", "Open the phone and speak."},
				Who: []string{"li"}, Says: []Saying{{Who: "li", Text: hostile}}, Done: said.Load(),
			},
			{ID: "wait", Title: Words{"等一等", "Wait"}, Text: Words{"时间往后走。", "Time goes on."}, Until: pageNow.Add(time.Hour)},
		}, nil
	}
	srv, sim := openPage(t, hooks)
	v := visit(t, srv.URL)
	v.sees("the first stop open", `document.querySelector('.tour-stop.open')?.textContent.includes('Open the phone and speak.')`)
	v.Click("tour-phone-li")
	v.sees("the phone", `document.querySelector('[data-testid="phone-li"]') !== null`)
	v.Press("speak", `() => document.querySelector(".tour-say")`)
	v.sees("what was said", `document.querySelector('[data-testid="phone-li"] [data-testid="bubble-me"]') !== null`)
	if diff := cmp.Diff([]string{"text"}, did(sim, "li")); diff != "" {
		t.Error(diff)
	}
	said.Store(true)
	v.sees("the stop done and still open", `document.querySelector('.tour-stop.open[data-done="true"] [data-testid="tour-speak"]') !== null`)
	v.Click("tour-next")
	v.sees("the next stop", `document.querySelector('[data-testid="tour-list"] .open [data-testid="tour-wait"]') !== null && document.querySelector('.tour-count').textContent === '1/2'`)
	v.Click("tour-until")
	v.sees("the time", `document.querySelector('[data-testid="clock-time"]').textContent === '10:12'`)
	if now := hooks.Clock(); !now.Equal(pageNow.Add(time.Hour)) {
		t.Errorf("the clock is at %s", now)
	}
	v.Click("language")
	v.sees("Chinese", `document.querySelector('.tour-stop.open').textContent.includes('时间往后走。')`)
	v.Click("tour-close")
	v.sees("no tour", `document.querySelector('#tour').hidden`)
	v.Quiet()
}

func TestInANarrowBrowserTheTourMakesWayForThePhoneItOpens(t *testing.T) {
	w := newHandClock()
	close(w.arrive)
	hooks := w.hooks()
	hooks.Openers = []string{"wang"}
	hooks.Tour = func(context.Context) ([]TourStop, error) {
		return []TourStop{{
			ID: "speak", Title: Words{"说一句", "Say something"}, Text: Words{"打开手机，说一句。", "Open the phone and speak."},
			Who: []string{"li"}, Says: []Saying{{Who: "li", Text: "你好"}},
		}}, nil
	}
	srv, _ := openPage(t, hooks)
	v := visit(t, srv.URL)
	for _, size := range []struct{ width, height int64 }{{900, 800}, {390, 844}} {
		v.Do("a narrow window", chromedp.EmulateViewport(size.width, size.height))
		v.sees("no tour yet", `document.querySelector('#tour').hidden`)
		v.Click("tour-toggle")
		v.sees("the tour", `!document.querySelector('#tour').hidden`)
		v.Click("tour-phone-li")
		v.sees("the phone instead", `document.querySelector('#tour').hidden && document.querySelector('[data-testid="phone-li"].front') !== null`)
		v.Click("tour-toggle")
		v.Press("speak", `() => document.querySelector(".tour-say")`)
		v.sees("the phone again", `document.querySelector('#tour').hidden`)
	}
	v.Do("a wide window", chromedp.EmulateViewport(1440, 900))
	v.Click("tour-toggle")
	v.Click("tour-phone-li")
	v.sees("both", `!document.querySelector('#tour').hidden && document.querySelector('[data-testid="phone-li"]') !== null`)
	v.Quiet()
}
