package wecomsim

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

func TestZZShot(t *testing.T) {
	if os.Getenv("SHOT") == "" { t.Skip() }
	fakeServer("127.0.0.1:8798")
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), chromedp.Headless, chromedp.ExecPath("/usr/bin/chromium"), chromedp.NoSandbox, chromedp.DisableGPU)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	msgs := chromedp.Console(ctx)
	go func() { for m, err := range msgs { if err != nil { return }; t.Log("CONSOLE", m.Type, m.Text, m.URL, m.Line) } }()
	type A = chromedp.Action[chromedp.Void]
	shot := func(name string) A { return chromedp.Func(func(ctx context.Context, tg *chromedp.Target) error {
		time.Sleep(500 * time.Millisecond)
		b, err := chromedp.CaptureScreenshot()(ctx, tg)
		if err != nil { return err }
		return os.WriteFile("/tmp/pg/"+name+".png", b, 0o644)
	})}
	click := func(id string) A { return chromedp.Click(chromedp.CSS(`[data-testid="`+id+`"]`)) }
	js := func(s string) A { return chromedp.Func(func(ctx context.Context, tg *chromedp.Target) error {
		_, err := chromedp.Evaluate[any]("(()=>{"+s+"})()")(ctx, tg); return err }) }
	want := os.Getenv("SHOT")
	run := func(name string, as ...A) {
		c, cancel := context.WithTimeout(ctx, 15*time.Second)
		defer cancel()
		if want == "all" || strings.Contains(want, name[:1]) { as = append(as, shot(name)) }
		if err := chromedp.Do(c, as...); err != nil { t.Error(name, err) }
	}
	ready := chromedp.WaitReady(chromedp.CSS("body[data-ready]"))
	zh, en := js(`localStorage.setItem("wecomsim.language","zh-CN")`), js(`localStorage.setItem("wecomsim.language","en")`)
	reload := chromedp.Steps(chromedp.Reload(), ready, chromedp.Sleep(900*time.Millisecond))
	wide := chromedp.EmulateViewport(1440, 900)
	phone := chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile)
	run("0", wide, chromedp.Navigate("http://127.0.0.1:8798/"), ready, zh, reload)
	run("a-wide-zh")
	run("b-wide-zh-nolog", click("log-close"), js(`document.querySelectorAll(".chat").forEach(c=>c.scrollTop=0)`))
	run("c-wide-en-samples", js(`document.querySelector('[data-testid="language"]').click()`), click("more-wang_yz"), click("tool-samples-wang_yz"), click("sample-lane-blocked"), click("sample-lane-free"), click("more-li_zy"), click("tool-location-li_zy"), js(`document.querySelector('[data-testid="phone-zhou_aq"] [data-testid="menu-台账"]').click()`))
	run("d-wide-advance", click("clock-day"), chromedp.Sleep(100*time.Millisecond))
	run("e-wide-advanced", chromedp.Sleep(1200*time.Millisecond))
	run("f-people", click("add-phone"))
	run("g-narrow-zh", phone, zh, reload)
	run("h-narrow-zh-2", js(`document.querySelector('[data-testid="tab-zhou_aq"]').click()`))
	run("i-narrow-en", en, reload, click("clock-hour"), chromedp.Sleep(1500*time.Millisecond))
	run("j-narrow-en-log", click("log-toggle"))
}
