package wecom

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"crypto/cipher"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot"
)

// An intake is a receiver with what it accepted and counted.
type intake struct {
	*Receiver
	got    []bot.Message
	counts map[string]int
	fail   error
	left   time.Duration // until the deadline Accept was given
}

func newIntake(t testing.TB) *intake {
	t.Helper()
	in := &intake{counts: map[string]int{}}
	r, err := NewReceiver(ReceiverConfig{
		CorpID: testCorp, AgentID: testAgent, Token: testToken, EncodingAESKey: testKey,
		Now:   func() time.Time { return time.Unix(1767225601, 0) },
		Count: func(outcome string) { in.counts[outcome]++ },
		Log:   slog.New(slog.DiscardHandler),
		Accept: func(ctx context.Context, m bot.Message, _ *Received) error {
			deadline, _ := ctx.Deadline()
			in.left = time.Until(deadline)
			if in.fail == nil {
				in.got = append(in.got, m)
			}
			return in.fail
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	in.Receiver = r
	return in
}

// wrap seals a document as the platform does and gives body and query.
func wrap(c *Cipher, doc string) (body, query string) {
	return envelopeOf(c, c.Seal([]byte(doc)), "1767225600")
}

func envelopeOf(c *Cipher, encrypted, timestamp string) (body, query string) {
	body = "<xml><ToUserName><![CDATA[" + testCorp + "]]></ToUserName><Encrypt><![CDATA[" + encrypted + "]]></Encrypt><AgentID><![CDATA[1000002]]></AgentID></xml>"
	return body, signed(c, encrypted, timestamp)
}

func signed(c *Cipher, encrypted, timestamp string) string {
	return url.Values{"msg_signature": {c.Sign(timestamp, "nonce", encrypted)}, "timestamp": {timestamp}, "nonce": {"nonce"}}.Encode()
}

// sealRaw encrypts a plaintext as it is, without salt, length or padding.
func sealRaw(c *Cipher, plain string) string {
	b := []byte(plain)
	cipher.NewCBCEncrypter(c.block, c.iv).CryptBlocks(b, b)
	return base64.StdEncoding.EncodeToString(b)
}

func (in *intake) post(body, query string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	in.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/wecom/callback?"+query, strings.NewReader(body)))
	return w
}

func TestAGenuineMessageIsAcceptedAndAnsweredEmpty(t *testing.T) {
	in := newIntake(t)
	body, query := wrap(in.cipher, samples["text"])
	w := in.post(body, query)
	if w.Code != http.StatusOK || w.Body.Len() != 0 {
		t.Fatalf("answered %d %q", w.Code, w.Body)
	}
	want := []bot.Message{{
		Key: "7300000000000000001", Member: "grid_zhang", At: time.Unix(1767225601, 0).UTC(), Kind: bot.Text, Text: "3号楼消防通道被堵",
	}}
	if diff := cmp.Diff(want, in.got); diff != "" {
		t.Error(diff)
	}
	if in.left < 3*time.Second || in.left > 3500*time.Millisecond {
		t.Errorf("accept had %v", in.left)
	}
	if in.counts[Accepted] != 1 {
		t.Errorf("counted %v", in.counts)
	}
}

func TestAMessageThatCannotBeStoredIsAnswered503(t *testing.T) {
	in := newIntake(t)
	// Even an error that looks like a flaw of the request is ours.
	for _, err := range []error{errors.New("database is gone"), fmt.Errorf("odd: %w", FlawStale)} {
		in.fail = err
		body, query := wrap(in.cipher, samples["text"])
		if w := in.post(body, query); w.Code != http.StatusServiceUnavailable || w.Body.Len() != 0 {
			t.Errorf("answered %d %q", w.Code, w.Body)
		}
	}
	if in.counts[Failed] != 2 {
		t.Errorf("counted %v", in.counts)
	}
}

func TestTheConsolesCheckIsAnsweredWithTheEchoExactly(t *testing.T) {
	in := newIntake(t)
	v := vectors[0]
	query := url.Values{"msg_signature": {v.signature}, "timestamp": {v.timestamp}, "nonce": {v.nonce}, "echostr": {v.encrypted}}.Encode()
	for name, q := range map[string]string{"escaped": query, "bare plus": strings.ReplaceAll(query, "%2B", "+")} {
		w := httptest.NewRecorder()
		in.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/wecom/callback?"+q, nil))
		if w.Code != http.StatusOK || w.Body.String() != v.msg {
			t.Errorf("%s: answered %d %q", name, w.Code, w.Body)
		}
	}
	w := httptest.NewRecorder()
	in.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/wecom/callback?"+strings.Replace(query, "e58c", "e58d", 1), nil))
	if w.Code != http.StatusForbidden || w.Body.Len() != 0 {
		t.Errorf("bad signature: answered %d %q", w.Code, w.Body)
	}
}

// A malformed request is one row: what is sent, and the flaw it is refused for.
func TestMalformedEnvelopesAreRefusedCountedAndLeaveNothing(t *testing.T) {
	c := testCipher(t)
	good := samples["text"]
	sealed := c.Seal([]byte(good))
	body, query := envelopeOf(c, sealed, "1767225600")
	other, err := NewCipher(testToken, "ABCDEFGhijklmnopqrstuvwxyz0123456789ABCDEFG", testCorp)
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := NewCipher(testToken, testKey, "wwforeign000000001")
	if err != nil {
		t.Fatal(err)
	}
	from := func(encrypted string) [2]string {
		b, q := envelopeOf(c, encrypted, "1767225600")
		return [2]string{b, q}
	}
	at := func(ts string) [2]string {
		b, q := envelopeOf(c, sealed, ts)
		return [2]string{b, q}
	}
	inner := func(old, new string) [2]string { return from(c.Seal([]byte(strings.ReplaceAll(good, old, new)))) }
	doc := func(s string) [2]string { return from(c.Seal([]byte(s))) }
	outer := func(old, new string) [2]string { return [2]string{strings.Replace(body, old, new, 1), query} }
	asking := func(old, new string) [2]string { return [2]string{body, strings.Replace(query, old, new, 1)} }
	bomb := `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>`
	pad := func(plain string, block int) string {
		n := block - len(plain)%block
		return plain + strings.Repeat(string(rune(n)), n)
	}
	head := strings.Repeat("s", 16)

	rows := []struct {
		name string
		sent [2]string
		want Flaw
	}{
		{"empty body", [2]string{"", query}, FlawEnvelope},
		{"no xml", [2]string{"hello", query}, FlawEnvelope},
		{"json", [2]string{`{"Encrypt":"` + sealed + `"}`, query}, FlawEnvelope},
		{"form", [2]string{"Encrypt=" + url.QueryEscape(sealed), query}, FlawEnvelope},
		{"cut short", [2]string{body[:len(body)-20], query}, FlawEnvelope},
		{"binary", [2]string{"\x00\x01\x02", query}, FlawEnvelope},
		{"invalid utf-8", outer("<AgentID>", "<X>\xff</X><AgentID>"), FlawEnvelope},
		{"two roots", [2]string{body + body, query}, FlawEnvelope},
		{"wrong end tag", outer("</Encrypt>", "</encrypt>"), FlawEnvelope},
		{"two Encrypt", outer("<AgentID>", "<Encrypt>AAAA</Encrypt><AgentID>"), FlawEnvelope},
		{"document type", [2]string{"<!DOCTYPE xml>" + body, query}, FlawDTD},
		{"entity bomb", [2]string{bomb + outer("<AgentID>", "<X>&b;</X><AgentID>")[0], query}, FlawDTD},
		{"unknown entity", outer("<AgentID>", "<X>&b;</X><AgentID>"), FlawEnvelope},
		{"external entity", [2]string{`<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>` + body, query}, FlawDTD},
		{"deep", outer("<AgentID>", strings.Repeat("<d>", 9)+strings.Repeat("</d>", 9)+"<AgentID>"), FlawDepth},
		{"very deep", [2]string{strings.Repeat("<d>", 20000), query}, FlawDepth},
		{"many elements", outer("<AgentID>", strings.Repeat("<d></d>", 5000)+"<AgentID>"), FlawDepth},
		{"too large", outer("<AgentID>", "<X>"+strings.Repeat("x", maxBody)+"</X><AgentID>"), FlawSize},
		{"long query", [2]string{body, query + "&x=" + strings.Repeat("x", maxQuery)}, FlawSize},
		{"plain text, signed parameters", [2]string{good, query}, FlawPlain},
		{"plain text, no parameters", [2]string{good, ""}, FlawPlain},
		{"empty Encrypt", outer(sealed, ""), FlawPlain},
		{"nested Encrypt", outer("<Encrypt><![CDATA["+sealed+"]]></Encrypt>", "<X><Encrypt>"+sealed+"</Encrypt></X>"), FlawPlain},
		{"no parameters", [2]string{body, ""}, FlawSignature},
		{"no signature", asking("msg_signature=", "x="), FlawSignature},
		{"empty signature", [2]string{body, "timestamp=1767225600&nonce=nonce&msg_signature="}, FlawSignature},
		{"other signature", [2]string{body, signed(c, "other", "1767225600")}, FlawSignature},
		{"upper-case signature", [2]string{body, "timestamp=1767225600&nonce=nonce&msg_signature=" + strings.ToUpper(c.Sign("1767225600", "nonce", sealed))}, FlawSignature},
		{"signature with more behind", asking("&nonce", "0&nonce"), FlawSignature},
		{"other nonce", asking("nonce=nonce", "nonce=other"), FlawSignature},
		{"other timestamp", asking("1767225600", "1767225601"), FlawSignature},
		{"changed ciphertext", outer(sealed[:4], "AAAA"), FlawSignature},
		{"bad escape", asking("nonce=nonce", "nonce=%zz"), FlawSignature},
		{"other token", func() [2]string {
			c, err := NewCipher("anotherToken2026", testKey, testCorp)
			if err != nil {
				t.Fatal(err)
			}
			return [2]string{body, signed(c, sealed, "1767225600")}
		}(), FlawSignature},
		{"old", at("1767225300"), FlawStale},
		{"from the future", at("1767225902"), FlawStale},
		{"timestamp is no number", at("yesterday"), FlawStale},
		{"timestamp overflows", at("9223372036854775807"), FlawStale},
		{"timestamp negative", at("-1"), FlawStale},
		{"no base64", from("!!!!"), FlawBase64},
		{"url base64", from("_-_-"), FlawBase64},
		{"no whole block", from("AAAA"), FlawLength},
		{"other key", from(other.Seal([]byte(good))), ""}, // padding, length or corp, as chance has it
		{"padding 0", from(sealRaw(c, strings.Repeat("\x00", 32))), FlawPadding},
		{"padding 33", from(sealRaw(c, strings.Repeat("\x21", 48))), FlawPadding},
		{"padding beyond the start", from(sealRaw(c, strings.Repeat("\x20", 16))), FlawPadding},
		{"nothing but padding", from(sealRaw(c, strings.Repeat("\x10", 16))), FlawLength},
		{"length beyond the end", from(sealRaw(c, pad(head+"\x00\x00\xff\xffhi", 16))), FlawLength},
		{"length overflows", from(sealRaw(c, pad(head+"\xff\xff\xff\xffhi", 16))), FlawLength},
		{"foreign receive id", from(foreign.Seal([]byte(good))), FlawCorp},
		{"no receive id", from(sealRaw(c, pad(head+"\x00\x00\x00\x02hi", 16))), FlawCorp},
		{"foreign corp outside", outer(testCorp, "wwforeign000000001"), FlawCorp},
		{"foreign agent outside", outer("1000002", "1000003"), FlawAgent},
		{"foreign corp inside", inner(testCorp, "wwforeign000000001"), FlawCorp},
		{"no corp inside", inner("ToUserName", "ToOther"), FlawCorp},
		{"foreign agent inside", inner("1000002", "1000003"), FlawAgent},
		{"no agent inside", inner("AgentID", "Other"), FlawAgent},
		{"empty document", doc(""), FlawMessage},
		{"document cut short", doc(good[:len(good)-9]), FlawMessage},
		{"json document", doc(`{"MsgType":"text"}`), FlawMessage},
		{"document type inside", doc("<!DOCTYPE x>" + good), FlawDTD},
		{"deep inside", doc(strings.Repeat("<d>", 9) + strings.Repeat("</d>", 9)), FlawDepth},
		{"no type", inner("MsgType", "Other"), FlawMessage},
		{"no moment", inner("CreateTime", "Other"), FlawMessage},
		{"absurd moment", inner("1767225601", "99999999999999999999"), FlawMessage},
		{"event without a name", doc(strings.Replace(samples["click"], "<Event>click</Event>", "", 1)), FlawMessage},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			in := newIntake(t)
			w := in.post(row.sent[0], row.sent[1])
			if w.Code < 400 || w.Code >= 500 || w.Body.Len() != 0 {
				t.Errorf("answered %d %q", w.Code, w.Body)
			}
			if row.want != "" && (in.counts[string(row.want)] != 1 || w.Code != row.want.Status()) {
				t.Errorf("answered %d, counted %v, want %q", w.Code, in.counts, row.want)
			}
			if len(in.got) > 0 {
				t.Errorf("accepted %v", in.got)
			}
		})
	}
}

func TestOtherMethodsAreRefused(t *testing.T) {
	in := newIntake(t)
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodHead} {
		w := httptest.NewRecorder()
		in.ServeHTTP(w, httptest.NewRequest(method, "/wecom/callback", nil))
		if w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", method, w.Code)
		}
	}
}

// A body without a declared length is bounded as well, and one that declares too
// much is not read.
func TestTheSizeLimitHoldsWithAndWithoutALength(t *testing.T) {
	in := newIntake(t)
	read := 0
	endless := readerFunc(func(p []byte) (int, error) { read += len(p); return len(p), nil })
	for _, length := range []int64{-1, 1 << 30} {
		read = 0
		req := httptest.NewRequest(http.MethodPost, "/wecom/callback", endless)
		req.ContentLength = length
		w := httptest.NewRecorder()
		in.ServeHTTP(w, req)
		if w.Code != http.StatusRequestEntityTooLarge || read > maxBody+1 || length > 0 && read > 0 {
			t.Errorf("length %d: answered %d after %d bytes", length, w.Code, read)
		}
	}
	broken := httptest.NewRequest(http.MethodPost, "/wecom/callback", readerFunc(func([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }))
	w := httptest.NewRecorder()
	in.ServeHTTP(w, broken)
	if w.Code != http.StatusBadRequest || in.counts[string(FlawUnreadable)] != 1 {
		t.Errorf("broken body: %d %v", w.Code, in.counts)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestAReceiverDoesNotStartWithSecretsAnybodyCouldGuess(t *testing.T) {
	sound := ReceiverConfig{CorpID: testCorp, AgentID: testAgent, Token: testToken, EncodingAESKey: testKey,
		Accept: func(context.Context, bot.Message, *Received) error { return nil }}
	for name, spoil := range map[string]func(*ReceiverConfig){
		"no corp":     func(c *ReceiverConfig) { c.CorpID = "" },
		"no agent":    func(c *ReceiverConfig) { c.AgentID = 0 },
		"no token":    func(c *ReceiverConfig) { c.Token = "" },
		"short token": func(c *ReceiverConfig) { c.Token = "abc" },
		"no key":      func(c *ReceiverConfig) { c.EncodingAESKey = "" },
		"short key":   func(c *ReceiverConfig) { c.EncodingAESKey = Secret(testKey[:20]) },
		"no accept":   func(c *ReceiverConfig) { c.Accept = nil },
	} {
		cfg := sound
		spoil(&cfg)
		if _, err := NewReceiver(cfg); err == nil {
			t.Errorf("%s: started", name)
		} else if strings.Contains(err.Error(), testKey[:20]) || strings.Contains(err.Error(), testToken) {
			t.Errorf("%s: error tells a secret: %v", name, err)
		}
	}
	if _, err := NewReceiver(sound); err != nil {
		t.Error(err)
	}
	if s := fmt.Sprintf("%v %+v %#v", sound.Token, sound, sound); strings.Contains(s, testToken) || strings.Contains(s, testKey) {
		t.Errorf("settings print secrets: %s", s)
	}
}

func TestEveryFlawHasAStatus(t *testing.T) {
	for flaw, status := range flawStatus {
		if status < 400 || status >= 500 || flaw.Status() != status {
			t.Errorf("%s: %d", flaw, status)
		}
	}
}

// TestACallbackCostsFewAllocations is the gate of performance.md P1.
func TestACallbackCostsFewAllocations(t *testing.T) {
	in := newIntake(t)
	for name, most := range map[string]float64{"text": 15, "image": 15, "card": 25} {
		body, query := wrap(in.cipher, samples[name])
		raw := []byte(body)
		got := testing.AllocsPerRun(200, func() {
			r, err := in.Open(query, raw)
			if err != nil {
				t.Fatal(err)
			}
			if _, ok := r.Message(); !ok {
				t.Fatal("unused")
			}
		})
		t.Logf("%s: %v allocations", name, got)
		if got > most {
			t.Errorf("%s: %v allocations, at most %v", name, got, most)
		}
	}
}

// BenchmarkCallback is the own side of performance.md P1: from the bytes of the
// request to the verified, decrypted, typed message.
func BenchmarkCallback(b *testing.B) {
	in := newIntake(b)
	long := strings.Replace(samples["text"], "3号楼消防通道被堵", strings.Repeat("网格", 340), 1)
	for _, payload := range []struct{ name, doc string }{
		{"text60", samples["text"]}, {"text2k", long}, {"image", samples["image"]}, {"card", samples["card"]},
	} {
		b.Run(payload.name, func(b *testing.B) {
			body, query := wrap(in.cipher, payload.doc)
			raw := []byte(body)
			b.ReportAllocs()
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				r, err := in.Open(query, raw)
				if err != nil {
					b.Fatal(err)
				}
				if _, ok := r.Message(); !ok {
					b.Fatal("unused")
				}
			}
		})
	}
}

// BenchmarkCallbackHTTP adds what net/http brings to the handler.
func BenchmarkCallbackHTTP(b *testing.B) {
	in := newIntake(b)
	body, query := wrap(in.cipher, samples["text"])
	b.ReportAllocs()
	for b.Loop() {
		in.got = in.got[:0]
		if w := in.post(body, query); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}

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
