package wecomsim

import (
	"net/http/httptest"
	"testing"
	"time"
)

const hostile = "</script><script>alert(1)</script>\n\nevent: log\ndata: \u2028 <img src=x onerror=alert(2)>"

var pageNow = time.Date(2026, 3, 2, 1, 12, 0, 0, time.UTC)

// openPage serves a simulator with two members and a menu, and the page with it.
// Nobody delivers its callbacks.
func openPage(t *testing.T, hooks Hooks) (*httptest.Server, *Sim) {
	t.Helper()
	sim, err := New(Config{
		CorpID: "ww0123456789abcdef", AgentID: 1000002, Secret: "page-secret", Token: "pagetoken",
		EncodingAESKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", AppName: "演示应用", Hooks: hooks,
		Now:    func() time.Time { return pageNow },
		People: []Person{{UserID: "wang", Name: "王德顺", Position: "三号院"}, {UserID: "li", Name: hostile, Position: hostile}},
	})
	if err != nil {
		t.Fatal(err)
	}
	sim.menu = []MenuEntry{{Type: "click", Name: "任务", Key: "tasks"}, {Name: "更多", Sub: []MenuEntry{{Type: "pic_sysphoto", Name: "拍照", Key: "snap"}}}}
	srv := httptest.NewServer(sim.Handler())
	t.Cleanup(srv.Close)
	return srv, sim
}

// appSays shows a message of the app on a phone and returns its id.
func appSays(sim *Sim, userid string, m Shown) string {
	phone := sim.Phone(userid)
	sim.mu.Lock()
	defer sim.mu.Unlock()
	if m.From == "" {
		m.From = FromBot
	}
	m.At = pageNow
	return phone.display(m)
}

// did are the acts of a member that the simulator would tell the app.
func did(sim *Sim, userid string) (acts []string) {
	for _, e := range sim.Ledger() {
		if e.Kind == EntrySaid && e.Person == userid {
			acts = append(acts, e.Detail)
		}
	}
	return acts
}
