package wecomsim_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot/wecomsim"
)

func TestContactsShowTheVisibleRangeWithoutPrivateFields(t *testing.T) {
	w := newWorld(t)
	a := w.get("user/get", "userid", "grid_ZHANG")
	if a.str("userid") != "Grid_Zhang" || a.str("name") != "张格" || a.fields["mobile"] != nil || a.fields["status"] != float64(1) {
		t.Errorf("user %v", a.fields)
	}
	wantCode(t, w.get("user/get", "userid", "out_wang"), 60111)
	wantCode(t, w.get("user/get", "userid", "nobody"), 60111)
	wantCode(t, w.get("user/get"), 41009)
	old := newWorld(t, func(c *wecomsim.Config) { c.PrivateFields = true })
	if got := old.get("user/get", "userid", "grid_zhang").str("mobile"); got != "13900000001" {
		t.Errorf("mobile %q for an old app", got)
	}
}

func TestDepartmentsListTheirMembers(t *testing.T) {
	w := newWorld(t)
	list := func(pairs ...string) []string {
		var ids []string
		users, _ := w.get("user/simplelist", pairs...).fields["userlist"].([]any)
		for _, u := range users {
			ids = append(ids, u.(map[string]any)["userid"].(string))
		}
		return ids
	}
	if diff := cmp.Diff([]string{"Grid_Zhang"}, list("department_id", "2")); diff != "" {
		t.Errorf("department 2 (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Grid_Zhang", "grid_li", "free_zhao"}, list("department_id", "1", "fetch_child", "1")); diff != "" {
		t.Errorf("all (-want +got):\n%s", diff)
	}
	wantCode(t, w.get("user/list", "department_id", "9"), 60123)
	full := w.get("user/list", "department_id", "3").fields["userlist"].([]any)
	if u := full[0].(map[string]any); u["main_department"] != float64(3) || u["name"] != "李网" {
		t.Errorf("user/list %v", u)
	}
	if got := w.get("department/list", "id", "2").fields["department"].([]any); len(got) != 2 || got[1].(map[string]any)["name"] != "楼院" {
		t.Errorf("department/list %v", got)
	}
	if got := w.get("department/simplelist").fields["department_id"].([]any); len(got) != 3 || got[2].(map[string]any)["parentid"] != float64(2) {
		t.Errorf("department/simplelist %v", got)
	}
	wantCode(t, w.get("department/list", "id", "9"), 60123)
}

func TestMobilesFindTheirMembersUntilTooManyAreWrong(t *testing.T) {
	w := newWorld(t)
	find := func(mobile string) answer { return w.post("user/getuserid", `{"mobile":"`+mobile+`"}`) }
	if got := find("13900000001").str("userid"); got != "Grid_Zhang" {
		t.Errorf("found %q", got)
	}
	wantCode(t, find("139"), 40058)
	for i := range 11 {
		wantCode(t, find(fmt.Sprintf("1390000009%d", i)), 46004)
	}
	wantCode(t, find("13900000001"), 45009)
	w.later(24 * time.Hour)
	wantCode(t, find("13900000001"), 0)
}

func TestALoginCodeWorksOnceForFiveMinutes(t *testing.T) {
	w := newWorld(t)
	ask := func(code string) answer { return w.get("auth/getuserinfo", "code", code) }
	code := w.sim.Phone("grid_zhang").LoginCode()
	if got := ask(code).str("userid"); got != "Grid_Zhang" {
		t.Errorf("code of %q", got)
	}
	wantCode(t, ask(code), 42022)
	late := w.sim.Phone("grid_zhang").LoginCode()
	w.clock.advance(5 * time.Minute)
	wantCode(t, ask(late), 42003)
	wantCode(t, ask("made-up"), 40029)
	if a := ask(w.sim.OutsiderCode()); a.code != 0 || a.str("openid") == "" || a.str("userid") != "" {
		t.Errorf("outsider: %v", a.fields)
	}
}

func TestTheMenuIsCheckedAndKept(t *testing.T) {
	w := newWorld(t)
	create := func(body string) answer { return w.post("menu/create", body, "agentid", fmt.Sprint(agent)) }
	query := []string{"agentid", fmt.Sprint(agent)}
	wantCode(t, w.get("menu/get", query...), 46003)
	item := func(changes string) string {
		return `{"button":[{"type":"click","name":"任务","key":"k"` + changes + `}]}`
	}
	sub := func(entry string) string { return `{"button":[{"name":"上报","sub_button":[` + entry + `]}]}` }
	long := func(n int) string { return strings.Repeat("k", n) }
	click := `{"type":"click","name":"n","key":"k"}`
	for _, c := range []struct {
		name, body string
		code       int
	}{
		{"none", `{"button":[]}`, 40016},
		{"four", `{"button":[` + many(4, click) + `]}`, 40016},
		{"unknown type", item(`,"type":"jump"`), 40017},
		{"no name", item(`,"name":""`), 41102},
		{"long name", item(`,"name":"` + long(17) + `"`), 40018},
		{"no key", item(`,"key":""`), 40019},
		{"long key", item(`,"key":"` + long(129) + `"`), 40019},
		{"no url", item(`,"type":"view"`), 40020},
		{"long url", item(`,"type":"view","url":"https://a.invalid/` + long(1024) + `"`), 40020},
		{"url without protocol", item(`,"type":"view","url":"a.invalid"`), 40055},
		{"six below", sub(many(6, click)), 40023},
		{"three levels", sub(`{"name":"n","sub_button":[` + click + `]}`), 40023},
		{"unknown type below", sub(`{"type":"jump","name":"n"}`), 40024},
		{"long name below", sub(`{"type":"click","key":"k","name":"` + long(41) + `"}`), 40025},
		{"long key below", sub(`{"type":"click","name":"n","key":"` + long(129) + `"}`), 40026},
		{"no url below", sub(`{"type":"view","name":"n"}`), 40027},
		{"url without protocol below", sub(`{"type":"view","name":"n","url":"a.invalid"}`), 40054},
	} {
		t.Run(c.name, func(t *testing.T) { wantCode(t, create(c.body), c.code) })
	}
	wantCode(t, w.post("menu/create", item(``)), 41011)
	wantCode(t, w.post("menu/create", item(``), "agentid", "7"), 301002)
	wantCode(t, create(sub(`{"type":"pic_photo_or_album","name":"拍照","key":"photo"}`)), 0)
	a := w.get("menu/get", query...)
	wantCode(t, a, 0)
	if got := w.sim.Menu(); len(got) != 1 || got[0].Sub[0].Key != "photo" || a.fields["button"] == nil {
		t.Errorf("menu %v, answer %v", got, a.fields)
	}
	wantCode(t, w.get("menu/delete", query...), 0)
	wantCode(t, w.get("menu/get", query...), 46003)
}
