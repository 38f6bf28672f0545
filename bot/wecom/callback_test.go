package wecom

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
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
