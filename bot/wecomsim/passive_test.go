package wecomsim_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot/wecomsim"
)

// passive is the encrypted answer to a callback (wecom-api.md 1.7).
func passive(document string) string {
	key, _ := base64.StdEncoding.DecodeString(aesKey + "=")
	plain := append([]byte("0123456789abcdef"), binary.BigEndian.AppendUint32(nil, uint32(len(document)))...)
	plain = append(plain, document+corp...)
	pad := 32 - len(plain)%32
	plain = append(plain, bytes.Repeat([]byte{byte(pad)}, pad)...)
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	cipher.NewCBCEncrypter(block, key[:16]).CryptBlocks(plain, plain)
	encrypted := base64.StdEncoding.EncodeToString(plain)
	return fmt.Sprintf("<xml><Encrypt><![CDATA[%s]]></Encrypt><MsgSignature>%s</MsgSignature><TimeStamp>1767225601</TimeStamp><Nonce>n</Nonce></xml>",
		encrypted, sign("1767225601", "n", encrypted))
}

func TestPassiveRepliesAreShown(t *testing.T) {
	w := newWorld(t)
	image := w.upload("media/upload", "image", "a.png", picture(8)).str("media_id")
	answers := []struct{ body, shown, warning string }{
		{"", "", ""},
		{"success", "", ""},
		{passive(`<xml><MsgType>text</MsgType><Content><![CDATA[收到]]></Content></xml>`), "text 收到", ""},
		{passive(`<xml><MsgType>image</MsgType><Image><MediaId>` + image + `</MediaId></Image></xml>`), "image ", ""},
		{passive(`<xml><MsgType>voice</MsgType><Voice><MediaId>gone</MediaId></Voice></xml>`), "", "passive reply with unknown media"},
		{passive(`<xml><MsgType>update_template_card</MsgType></xml>`), "", "passive reply of type update_template_card is not shown"},
		{passive(`no xml`), "", "passive reply: inside is not xml"},
		{"thanks", "", "passive reply: not xml"},
		{"<xml><Encrypt>x</Encrypt><MsgSignature>y</MsgSignature></xml>", "", "passive reply: wrong signature"},
	}
	app := listenTo(w)
	app.answer = func(n int, _ arrival) (int, string) { return http.StatusOK, answers[n-1].body }
	p := w.sim.Phone("grid_li")
	var shown, warnings, wantShown, wantWarnings []string
	for _, a := range answers {
		p.Say("在吗")
		w.idle()
		if a.shown != "" {
			wantShown = append(wantShown, a.shown)
		}
		if a.warning != "" {
			wantWarnings = append(wantWarnings, a.warning)
		}
	}
	for _, m := range p.Shown() {
		if m.From == wecomsim.FromBot {
			shown = append(shown, string(m.Kind)+" "+m.Text)
		}
	}
	for _, e := range w.entries(wecomsim.EntryWarning) {
		warnings = append(warnings, e.Detail)
	}
	if diff := cmp.Diff(wantShown, shown); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(wantWarnings, warnings); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
}

func TestAPassiveReplyReplacesTheTappedButton(t *testing.T) {
	w := newWorld(t)
	app := listenTo(w)
	app.answer = func(int, arrival) (int, string) {
		return http.StatusOK, passive(`<xml><MsgType>update_button</MsgType><Button><ReplaceName>已收到</ReplaceName></Button></xml>`)
	}
	sendCard(w, "grid_li|grid_zhang", cards["button_interaction"])
	id, err := w.sim.Phone("grid_li").Tap("1", "yes")
	if err != nil {
		t.Fatal(err)
	}
	w.idle()
	if got := w.sim.Phone("grid_li").Shown()[0].Card.Replaced; got != "已收到" {
		t.Errorf("replaced by %q", got)
	}
	if got := w.sim.Phone("grid_zhang").Shown()[0].Card.Replaced; got != "" {
		t.Errorf("the other member's is replaced by %q", got)
	}
	code := app.heard(id).ResponseCode
	wantCode(t, w.update(code, `"userids":["grid_li"],"button":{"replace_name":"完"}`), 60140)
}
