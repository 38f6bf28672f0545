package wecomsim_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot/wecomsim"
)

func (w *world) update(code, rest string) answer {
	w.t.Helper()
	return w.post("message/update_template_card", fmt.Sprintf(`{"agentid":%d,"response_code":%q,%s}`, agent, code, rest))
}

func TestATapTellsWhatWasChosenAndAllowsOneUpdate(t *testing.T) {
	w := newWorld(t)
	app := listenTo(w)
	sendCard(w, "grid_li", cards["button_interaction"])
	phone := w.sim.Phone("grid_li")
	id, err := phone.TapWith(phone.Shown()[0].ID, "yes", map[string][]string{"q": {"a"}})
	if err != nil {
		t.Fatal(err)
	}
	w.idle()
	got := app.heard(id)
	if got.Event != "template_card_event" || got.EventKey != "yes" || got.TaskID != "t-button" || got.CardType != "button_interaction" || got.From != "grid_li" {
		t.Errorf("event %+v", got)
	}
	if diff := cmp.Diff(map[string][]string{"q": {"a"}}, got.selected()); diff != "" {
		t.Errorf("selected (-want +got):\n%s", diff)
	}
	if phone.Shown()[0].Card.Selection.SelectedID != "a" {
		t.Error("the phone forgot what was selected")
	}
	wantCode(t, w.update(got.ResponseCode, `"userids":["grid_li"],"button":{"replace_name":"已提交"}`), 0)
	card := phone.Shown()[0].Card
	if card.Replaced != "已提交" || len(card.Keys()) != 0 {
		t.Errorf("card %+v", card)
	}
	if _, err := phone.Tap(phone.Shown()[0].ID, "yes"); err == nil {
		t.Error("a replaced button can be tapped")
	}
	wantCode(t, w.update(got.ResponseCode, `"userids":["grid_li"],"button":{"replace_name":"又"}`), 60140)
}

func TestEachTapHasItsOwnCode(t *testing.T) {
	w := newWorld(t)
	app := listenTo(w)
	sendCard(w, "grid_li", cards["button_interaction"])
	phone := w.sim.Phone("grid_li")
	first, _ := phone.Tap("1", "yes")
	second, _ := phone.Tap("1", "yes")
	w.idle()
	if a, b := app.heard(first).ResponseCode, app.heard(second).ResponseCode; a == b || a == "" {
		t.Errorf("codes %q and %q", a, b)
	}
}

func TestVotesAndListsAreSubmitted(t *testing.T) {
	w := newWorld(t)
	app := listenTo(w)
	sendCard(w, "grid_li", cards["vote_interaction"])
	sendCard(w, "grid_li", cards["multiple_interaction"])
	phone := w.sim.Phone("grid_li")
	vote, err := phone.Submit("1", map[string][]string{"q": {"a", "b"}})
	if err != nil {
		t.Fatal(err)
	}
	multi, err := phone.Submit("2", map[string][]string{"q1": {"b"}})
	if err != nil {
		t.Fatal(err)
	}
	w.idle()
	if diff := cmp.Diff(map[string][]string{"q": {"a", "b"}}, app.heard(vote).selected()); diff != "" {
		t.Errorf("vote (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string][]string{"q1": {"b"}, "q2": {"c"}}, app.heard(multi).selected()); diff != "" {
		t.Errorf("lists (-want +got):\n%s", diff)
	}
	if !phone.Shown()[0].Card.Checkbox.Options[1].Checked {
		t.Error("the phone forgot a vote")
	}
}

func TestAFingerCannotDoWhatThePhoneDoesNotOffer(t *testing.T) {
	w := newWorld(t)
	sendCard(w, "grid_li", cards["button_interaction"])
	sendCard(w, "grid_li", cardWith("vote_interaction", "checkbox.mode", `0`))
	w.tell("grid_li", "no card")
	recalled := sendCard(w, "grid_li", cards["multiple_interaction"]).str("msgid")
	w.post("message/recall", `{"msgid":"`+recalled+`"}`)
	phone := w.sim.Phone("grid_li")
	for name, act := range map[string]func() (string, error){
		"unknown message": func() (string, error) { return phone.Tap("99", "yes") },
		"no card":         func() (string, error) { return phone.Tap("3", "yes") },
		"unknown button":  func() (string, error) { return phone.Tap("1", "maybe") },
		"link button":     func() (string, error) { return phone.Tap("1", "") },
		"unknown option":  func() (string, error) { return phone.TapWith("1", "yes", map[string][]string{"q": {"z"}}) },
		"two of a list":   func() (string, error) { return phone.TapWith("1", "yes", map[string][]string{"q": {"a", "b"}}) },
		"unknown list":    func() (string, error) { return phone.TapWith("1", "yes", map[string][]string{"p": {"a"}}) },
		"no submit":       func() (string, error) { return phone.Submit("1", nil) },
		"two of one vote": func() (string, error) { return phone.Submit("2", map[string][]string{"q": {"a", "b"}}) },
		"recalled":        func() (string, error) { return phone.Submit("4", nil) },
	} {
		t.Run(name, func(t *testing.T) {
			if id, err := act(); err == nil || id != "" {
				t.Errorf("done as %q", id)
			}
		})
	}
}

func TestTheCardMenuHasItsOwnEvent(t *testing.T) {
	w := newWorld(t)
	app := listenTo(w)
	sendCard(w, "grid_li", cards["text_notice"])
	id, err := w.sim.Phone("grid_li").Tap("1", "m1")
	if err != nil {
		t.Fatal(err)
	}
	w.idle()
	if got := app.heard(id); got.Event != "template_card_menu_event" || got.EventKey != "m1" || len(got.Selected) > 0 {
		t.Errorf("event %+v", got)
	}
}

func TestAnUpdateReplacesTheWholeCardForThoseNamed(t *testing.T) {
	w := newWorld(t)
	code := sendCard(w, "grid_li|grid_zhang", cards["button_interaction"]).str("response_code")
	a := w.update(code, `"userids":["GRID_LI","free_zhao","Nobody"],"template_card":`+cardWith("text_notice", "main_title.title", `"已整改"`))
	wantCode(t, a, 0)
	if diff := cmp.Diff([]any{"free_zhao", "nobody"}, a.fields["invaliduser"]); diff != "" {
		t.Errorf("invaliduser (-want +got):\n%s", diff)
	}
	if got := w.sim.Phone("grid_li").Shown()[0]; got.Card.Type != "text_notice" || got.Card.MainTitle.Title != "已整改" {
		t.Errorf("shown %+v", got)
	}
	if got := w.sim.Phone("grid_zhang").Shown()[0]; got.Card.Type != "button_interaction" {
		t.Errorf("the other member sees %s", got.Card.Type)
	}
}

func TestEverybodyCanBeUpdatedAtOnce(t *testing.T) {
	w := newWorld(t)
	code := sendCard(w, "grid_li|grid_zhang", cards["vote_interaction"]).str("response_code")
	wantCode(t, w.update(code, `"atall":1,"template_card":`+cardWith("vote_interaction", "replace_text", `"已结束"`)), 0)
	for _, user := range []string{"grid_li", "grid_zhang"} {
		if got := w.sim.Phone(user).Shown()[0].Card.Replaced; got != "已结束" {
			t.Errorf("%s sees %q", user, got)
		}
	}
}

func TestAReplacedCardCanBeTappedAgainForAnotherUpdate(t *testing.T) {
	w := newWorld(t)
	app := listenTo(w)
	code := sendCard(w, "grid_li", cards["button_interaction"]).str("response_code")
	wantCode(t, w.update(code, `"userids":["grid_li"],"template_card":`+cardWith("vote_interaction", "task_id", `"t-next"`)), 0)
	id, err := w.sim.Phone("grid_li").Submit("1", nil)
	if err != nil {
		t.Fatal(err)
	}
	w.idle()
	got := app.heard(id)
	if got.TaskID != "t-next" || got.CardType != "vote_interaction" {
		t.Errorf("event %+v", got)
	}
	wantCode(t, w.update(got.ResponseCode, `"userids":["grid_li"],"button":{"replace_name":"完"}`), 0)
}

func TestUpdatesRefuseWhatThePlatformRefuses(t *testing.T) {
	done := `"button":{"replace_name":"完"}`
	for _, c := range []struct {
		name, code, rest string
		want             int
	}{
		{"nobody", "", done, 82001},
		{"nothing", "", `"userids":["grid_li"]`, 40063},
		{"unknown code", "made-up", `"userids":["grid_li"],` + done, 60140},
		{"bad card", "", `"userids":["grid_li"],"template_card":{"card_type":"x"}`, 42031},
		{"task of another card", "", `"userids":["grid_li"],"template_card":` + cardWith("vote_interaction", "task_id", `"t-multi"`), 42014},
		{"departments", "", `"partyids":[` + many(101, "1") + `],` + done, 82002},
		{"tags", "", `"tagids":[` + many(101, "1") + `],` + done, 82003},
		{"members", "", `"userids":[` + many(1001, `"a"`) + `],` + done, 40032},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			sendCard(w, "grid_zhang", cards["multiple_interaction"])
			code := sendCard(w, "grid_li", cards["vote_interaction"]).str("response_code")
			if c.code != "" {
				code = c.code
			}
			wantCode(t, w.update(code, c.rest), c.want)
			if got := w.sim.Phone("grid_li").Shown()[0].Card.Replaced; got != "" {
				t.Errorf("replaced by %q", got)
			}
			if c.code == "" { // a refused update does not use up its code
				wantCode(t, w.update(code, `"userids":["grid_li"],`+done), 0)
			}
		})
	}
	w := newWorld(t)
	code := sendCard(w, "grid_li", cards["text_notice"]).str("response_code")
	wantCode(t, w.update(code, `"atall":1,`+done), 40058)
	wantCode(t, w.post("message/update_template_card", `{"agentid":1,"response_code":"x","atall":1,`+done+`}`), 301002)
}

func TestAResponseCodeLives72Hours(t *testing.T) {
	w := newWorld(t)
	code := sendCard(w, "grid_li", cards["button_interaction"]).str("response_code")
	w.later(72 * time.Hour)
	wantCode(t, w.update(code, `"atall":1,"button":{"replace_name":"完"}`), 60140)
	if n := w.sim.Tally()[wecomsim.EntryUpdated]; n != 0 {
		t.Errorf("%d updates", n)
	}
}
