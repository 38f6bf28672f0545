package wecom

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot"
)

func TestKeysAreEqualForCopiesAndForNothingElse(t *testing.T) {
	key := func(doc string) string {
		r, err := read(doc)
		if err != nil {
			t.Fatal(err)
		}
		return r.Key()
	}
	card := samples["card2"]
	seen := map[string]string{key(card): "the card"}
	for _, change := range [][2]string{
		{"grid_zhang", "grid_li"}, {"1767226200", "1767226201"}, {"[submit]", "[other]"}, {"[t2]", "[t4]"}, {"[rc2]", "[rc4]"},
		{"template_card_event", "template_card_menu_event"}, {"1000002", "1000003"}, {">a<", ">x<"}, {"q2", "q3"},
		{"<OpitonId>a</OpitonId><OpitonId>b</OpitonId>", "<OpitonId>ab</OpitonId>"},
		{"<OpitonId>b</OpitonId>", ""},
	} {
		k := key(strings.Replace(card, change[0], change[1], 1))
		if before, ok := seen[k]; ok {
			t.Errorf("%v has the key of %s", change, before)
		}
		seen[k] = change[1]
	}
	turned := strings.Replace(card, "<OpitonId>a</OpitonId><OpitonId>b</OpitonId>", "<OpitonId>b</OpitonId><OpitonId>a</OpitonId>", 1)
	upper := strings.Replace(card, "grid_zhang", "GRID_Zhang", 1)
	if key(turned) != key(card) || key(upper) != key(card) {
		t.Error("a copy with another order or case has another key")
	}
	if k := key(strings.Replace(card, "grid_zhang", strings.Repeat("z", 64), 1)); len(k) > 110 {
		t.Errorf("key of %d bytes", len(k))
	}
}

func TestEveryKindOfCallbackIsReadAndMapped(t *testing.T) {
	moment := func(s int64) time.Time { return time.Unix(s, 0).UTC() }
	used := map[string]bot.Message{
		"image":     {Key: "7300000000000000002", At: moment(1767226000), Kind: bot.Image, MediaID: "2Qx-demo-media-id"},
		"voice":     {Key: "7300000000000000004", At: moment(1767226001), Kind: bot.Voice, MediaID: "v1", Text: "配电箱冒烟"},
		"video":     {Key: "7300000000000000005", At: moment(1767226002), Kind: bot.Video, MediaID: "v2"},
		"file":      {Key: "7300000000000000006", At: moment(1767226003), Kind: bot.File, MediaID: "f1", Name: "检查表.xlsx"},
		"location":  {Key: "7300000000000000003", At: moment(1767226010), Kind: bot.Location, Lat: 31.230416, Lon: 121.473701, Label: "人民广场"},
		"link":      {Key: "7300000000000000007", At: moment(1767226011), Kind: bot.Link, Text: "通知"},
		"text":      {Key: "7300000000000000001", At: moment(1767225601), Kind: bot.Text, Text: "3号楼消防通道被堵"},
		"click":     {At: moment(1767226101), Kind: bot.Menu, Text: "menu_tasks"},
		"enter":     {At: moment(1767226105), Kind: bot.Enter},
		"subscribe": {At: moment(1767226106), Kind: bot.Joined},
		"leave":     {At: moment(1767226107), Kind: bot.Left},
		"cardmenu":  {At: moment(1767226201), Kind: bot.Tapped, Tap: &bot.Tap{Key: "mute", TaskID: "t3", CardType: "text_notice", ResponseCode: "rc3"}},
		"card": {At: moment(1767226200), Kind: bot.Tapped, Tap: &bot.Tap{Key: "rectify_done", TaskID: "hb-0012-r1", CardType: "button_interaction",
			ResponseCode: "rc_demo_0001", Selected: map[string][]string{"q_result": {"fixed"}}}},
		"card2": {At: moment(1767226200), Kind: bot.Tapped, Tap: &bot.Tap{Key: "submit", TaskID: "t2", CardType: "multiple_interaction",
			ResponseCode: "rc2", Selected: map[string][]string{"q1": {"a", "b"}, "q2": {"c"}}}},
	}
	in := newIntake(t)
	for name, doc := range samples {
		in.got = nil
		body, query := wrap(in.cipher, doc)
		if w := in.post(body, query); w.Code != http.StatusOK {
			t.Errorf("%s: answered %d", name, w.Code)
		}
		want, ok := used[name]
		if !ok {
			if len(in.got) > 0 {
				t.Errorf("%s: passed on %v", name, in.got)
			}
			continue
		}
		if len(in.got) != 1 {
			t.Errorf("%s: passed on %v", name, in.got)
			continue
		}
		want.Member = "grid_zhang"
		if want.Key == "" {
			want.Key = in.got[0].Key
			if !strings.HasPrefix(want.Key, "e:grid_zhang:"+strconv.FormatInt(want.At.Unix(), 10)+":") {
				t.Errorf("%s: key %s", name, want.Key)
			}
		}
		if diff := cmp.Diff(want, in.got[0]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if in.counts[Unused] != len(samples)-len(used) {
		t.Errorf("counted %v", in.counts)
	}
}

// What the bot has no use for is typed all the same.
func TestEventsTheBotDoesNotUseAreReadWhole(t *testing.T) {
	for _, want := range []struct {
		name string
		r    Received
	}{
		{"album", Received{Event: "pic_photo_or_album", EventKey: "menu_report_photo", PictureCount: 2, Pictures: []string{"aa", "bb"}}},
		{"album2", Received{Event: "pic_weixin", EventKey: "menu_report_photo", PictureCount: 2, Pictures: []string{"aa", "bb"}}},
		{"position", Received{Event: "location", Lat: 31.2, Lon: 121.4, Precision: 15.5, AppType: "wxwork"}},
		{"selectloc", Received{Event: "location_select", EventKey: "k", Lat: 31.2, Lon: 121.4, Scale: 15, Label: "某路", POI: "某广场"}},
		{"scan", Received{Event: "scancode_push", EventKey: "k", ScanType: "qrcode", ScanResult: "site-17"}},
		{"contact", Received{From: "sys", Event: "change_contact", Contact: Contact{Change: "update_user", UserID: "grid_zhang", NewUserID: "grid_zhang2", Departments: []int{1, 2}}}},
		{"kf", Received{Event: "kf_msg_or_event", KfToken: "ENCdemoToken", OpenKfID: "wkdemo0001"}},
		{"kfauth", Received{From: "sys", Event: "kf_account_auth_change", KfAdded: []string{"wk1", "wk2"}, KfRemoved: []string{"wk3"}}},
		{"job", Received{From: "sys", Event: "batch_job_result", Job: Job{ID: "j1", Type: "sync_user", Message: "ok"}}},
		{"approval", Received{From: "sys", Event: "open_approval_change"}},
	} {
		got, err := read(samples[want.name])
		if err != nil {
			t.Fatal(want.name, err)
		}
		got.XML, got.Corp, got.Type, got.At, got.Agent = "", "", "", time.Time{}, 0
		if want.r.From == "" && got.From == "grid_zhang" {
			got.From = ""
		}
		if diff := cmp.Diff(want.r, *got); diff != "" {
			t.Errorf("%s: %s", want.name, diff)
		}
	}
}

func TestOddNumbersNeverReachTheInbox(t *testing.T) {
	for _, odd := range []string{"NaN", "Inf", "-Infinity", "1e999", "x", ""} {
		r, err := read(strings.Replace(samples["location"], "31.230416", odd, 1))
		if err != nil {
			t.Fatal(err)
		}
		m, _ := r.Message()
		if _, err := json.Marshal(m); err != nil || m.Lat != 0 {
			t.Errorf("%s: %v, %v", odd, m.Lat, err)
		}
	}
}
