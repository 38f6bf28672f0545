package wecom

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"crypto/cipher"

	"github.com/silenceper/wechat/v2/util"
)

const (
	testToken = "demoToken2026"
	testKey   = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
)

func testCipher(t testing.TB) *Cipher {
	t.Helper()
	c, err := NewCipher(testToken, testKey, testCorp)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// vectors are those of wecom-api.md 1.3.
var vectors = []struct {
	name, salt, msg, timestamp, nonce, signature, encrypted string
}{
	{
		"V1 echostr", "0123456789abcdef", "5927648301245", "1767225600", "nonce001",
		"e58ca64ba07fd64fb40044b8c0c46fcbc60c19f4",
		"Q3stYC6hdFzMh9T8HCvyDFzQYKHW4oIcDW0TxvNj/80M/at5BXJ0A88bWnN46bFLUAAyLWbzNo4o0KhEwaRWcQ==",
	},
	{
		"V2 message", "fedcba9876543210",
		"<xml><ToUserName><![CDATA[wwdemo0123456789ab]]></ToUserName><FromUserName><![CDATA[grid_zhang]]></FromUserName><CreateTime>1767225601</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你好]]></Content><MsgId>7300000000000000001</MsgId><AgentID>1000002</AgentID></xml>",
		"1767225601", "nonce002", "dcb3dc66fbe6591446c05207d69dfa03f4e463ae",
		"DpQeJfnf/MGZ/+GTIspwVGMGZH1FM8nOfd3vIk0j9nrAZSAUfHNjpbeGYAj5lY9oLpsq9XqmMyTnfkhyoiy8mt6HvfqevCdjMASRSjakv0tnzilNNpqZPUDKHvQA0pGnGLWCZOAkPq1YlrLGE83Pic8bTLdd1FQeG8anr8C7YK4BEU/dxxyWgCGgQgFHuV8EKWiiJWPknj/04XdPGbzZL9eTZRRl2FeL8JzqdCiC+F5s+kMpQWTlO++ybmvvL/LBZh9VR60uEqG5uG6xQfihFRMjbvgew8makiJDH6av+1kl5uuUSnPNAaIeTWOiyFJdimijBN3KXxIfVHByUwdenFpL1wC1tRr6Yfo74CkUW4TM2zSq3gVdcYn8IAHfjL52Qo9wFN7YHZ6VK3WEpcqRWUqll9Bi52i8NuNG09ZnsXkjYF6P9rsqf91LkNrc+8HaU5l2rbrBrQKYWLGVpRDXUA==",
	},
	{
		"V3 full block of padding", "0123456789abcdef", strings.Repeat("x", 26), "1767225602", "nonce003",
		"cf7fbd171c7741dff019685d816166f92da20548",
		"Q3stYC6hdFzMh9T8HCvyDHDxbrF7f8TfmYxXSN1y2VZW6cJciwduFWqR/1kOoL394p90HAg0RZI5XYxfDIMa0iByE1U2FsF1uU9NHtvLmq3FM7146w+8S4WAMFW16Jzo",
	},
}

func TestKnownEnvelopesOpenAndSealToTheSameBytes(t *testing.T) {
	c := testCipher(t)
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			if err := c.Verify(v.signature, v.timestamp, v.nonce, v.encrypted); err != nil {
				t.Errorf("verify: %v", err)
			}
			msg, err := c.Open(v.encrypted)
			if err != nil || msg != v.msg {
				t.Errorf("open: %q, %v", msg, err)
			}
			if got := c.seal([saltSize]byte([]byte(v.salt)), []byte(v.msg)); got != v.encrypted {
				t.Errorf("sealed to %s", got)
			}
		})
	}
}

// The example of the vendor's page 90968.
func TestTheVendorsExampleOpens(t *testing.T) {
	c, err := NewCipher("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7")
	if err != nil {
		t.Fatal(err)
	}
	const encrypted = "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="
	if err := c.Verify("477715d11cdb4164915debcba66cb864d751f3e6", "1409659813", "1372623149", encrypted); err != nil {
		t.Fatal(err)
	}
	doc, err := c.Open(encrypted)
	if err != nil {
		t.Fatal(err)
	}
	r, err := read(doc)
	if err != nil {
		t.Fatal(err)
	}
	if r.From != "mycreate" || r.Content != "hello" || r.MsgID != "4561255354251345929" || r.Agent != 218 {
		t.Errorf("read %+v", r)
	}
}

// The given SDK's decryption is an independent witness for our sealing.
func TestTheSDKOpensWhatWeSeal(t *testing.T) {
	c := testCipher(t)
	for size := range 70 {
		msg := strings.Repeat("网", size)
		_, got, err := util.DecryptMsg(testCorp, c.Seal([]byte(msg)), testKey)
		if size > 0 && (err != nil || string(got) != msg) {
			t.Fatalf("%d: %q, %v", size, got, err)
		}
	}
}

func TestKeysThatCannotBeRightAreRefused(t *testing.T) {
	for name, key := range map[string]Secret{
		"empty": "", "short": Secret(testKey[:42]), "long": testKey + "A", "not base64": Secret("!" + testKey[1:]),
	} {
		if _, err := NewCipher(testToken, key, testCorp); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := NewCipher("", testKey, testCorp); err == nil {
		t.Error("empty token accepted")
	}
}

// FuzzDecrypt knows the key: whatever plaintext a holder of the key sends, Open
// answers with a flaw or with exactly what was sealed.
func FuzzDecrypt(f *testing.F) {
	c := testCipher(f)
	f.Add([]byte{}, []byte("x"))
	f.Add(bytes.Repeat([]byte{32}, 64), []byte("<xml/>"))
	f.Add(append(bytes.Repeat([]byte{0}, 16), 0xff, 0xff, 0xff, 0xff, 1), []byte{})
	f.Fuzz(func(t *testing.T, raw, msg []byte) {
		raw = append(raw, make([]byte, (16-len(raw)%16)%16)...)
		sealed := bytes.Clone(raw)
		cipher.NewCBCEncrypter(c.block, c.iv).CryptBlocks(sealed, sealed)
		if got, err := c.Open(base64.StdEncoding.EncodeToString(sealed)); err != nil {
			if flaw := Flaw(""); !errors.As(err, &flaw) || flaw.Status() < 400 {
				t.Fatalf("error %v is no flaw", err)
			}
		} else if _, readErr := read(got); readErr != nil && !errors.As(readErr, new(Flaw)) {
			t.Fatal(readErr)
		}
		if got, err := c.Open(c.Seal(msg)); err != nil || got != string(msg) {
			t.Fatalf("round trip: %q, %v", got, err)
		}
		if _, err := c.Open(string(msg)); err != nil && !errors.As(err, new(Flaw)) {
			t.Fatal(err)
		}
	})
}
