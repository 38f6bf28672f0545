package wecomsim

import (
	"strings"
	"testing"
)

// The vectors of wecom-api.md 1.3, checked there against four other programs.
func TestSealedTextsAreThoseOfOtherPrograms(t *testing.T) {
	const v2 = `<xml><ToUserName><![CDATA[wwdemo0123456789ab]]></ToUserName><FromUserName><![CDATA[grid_zhang]]></FromUserName>` +
		`<CreateTime>1767225601</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你好]]></Content>` +
		`<MsgId>7300000000000000001</MsgId><AgentID>1000002</AgentID></xml>`
	vectors := []struct {
		name, random, msg, timestamp, nonce, signature, encrypted string
	}{
		{"echo", "0123456789abcdef", "5927648301245", "1767225600", "nonce001", "e58ca64ba07fd64fb40044b8c0c46fcbc60c19f4",
			"Q3stYC6hdFzMh9T8HCvyDFzQYKHW4oIcDW0TxvNj/80M/at5BXJ0A88bWnN46bFLUAAyLWbzNo4o0KhEwaRWcQ=="},
		{"message", "fedcba9876543210", v2, "1767225601", "nonce002", "dcb3dc66fbe6591446c05207d69dfa03f4e463ae",
			"DpQeJfnf/MGZ/+GTIspwVGMGZH1FM8nOfd3vIk0j9nrAZSAUfHNjpbeGYAj5lY9oLpsq9XqmMyTnfkhyoiy8mt6HvfqevCdjMASRSjakv0tnzilNNpqZPUDKHvQA0pGnGLWCZOAkPq1YlrLGE83Pic8bTLdd1FQeG8anr8C7YK4BEU/dxxyWgCGgQgFHuV8EKWiiJWPknj/04XdPGbzZL9eTZRRl2FeL8JzqdCiC+F5s+kMpQWTlO++ybmvvL/LBZh9VR60uEqG5uG6xQfihFRMjbvgew8makiJDH6av+1kl5uuUSnPNAaIeTWOiyFJdimijBN3KXxIfVHByUwdenFpL1wC1tRr6Yfo74CkUW4TM2zSq3gVdcYn8IAHfjL52Qo9wFN7YHZ6VK3WEpcqRWUqll9Bi52i8NuNG09ZnsXkjYF6P9rsqf91LkNrc+8HaU5l2rbrBrQKYWLGVpRDXUA=="},
		{"full pad", "0123456789abcdef", strings.Repeat("x", 26), "1767225602", "nonce003", "cf7fbd171c7741dff019685d816166f92da20548",
			"Q3stYC6hdFzMh9T8HCvyDHDxbrF7f8TfmYxXSN1y2VZW6cJciwduFWqR/1kOoL394p90HAg0RZI5XYxfDIMa0iByE1U2FsF1uU9NHtvLmq3FM7146w+8S4WAMFW16Jzo"},
	}
	c, err := newCipher("demoToken2026", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wwdemo0123456789ab")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			if got := c.seal([16]byte([]byte(v.random)), []byte(v.msg), c.receiver); got != v.encrypted {
				t.Errorf("sealed %q, want %q", got, v.encrypted)
			}
			if got := c.sign(v.timestamp, v.nonce, v.encrypted); got != v.signature {
				t.Errorf("signed %s, want %s", got, v.signature)
			}
			back, err := c.unseal(v.encrypted)
			if err != nil || string(back) != v.msg {
				t.Errorf("unsealed %q, %v, want %q", back, err, v.msg)
			}
		})
	}
}

func TestUnsealingRefusesDamagedTexts(t *testing.T) {
	c, err := newCipher("demoToken2026", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wwdemo0123456789ab")
	if err != nil {
		t.Fatal(err)
	}
	whole := c.seal([16]byte{}, []byte("hello"), c.receiver)
	for name, text := range map[string]string{
		"empty": "", "not base64": "%%%", "cut": whole[:32], "other corp": c.seal([16]byte{}, []byte("hello"), "wwother"),
	} {
		t.Run(name, func(t *testing.T) {
			if msg, err := c.unseal(text); err == nil {
				t.Errorf("unsealed %q", msg)
			}
		})
	}
}

func TestSettingsThatDoNotFitThePlatformAreRefused(t *testing.T) {
	good := Config{CorpID: "wwdemo0123456789ab", AgentID: 1000002, Secret: "s", Token: "demoToken2026", EncodingAESKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"}
	if _, err := New(good); err != nil {
		t.Fatalf("good settings: %v", err)
	}
	for name, spoil := range map[string]func(*Config){
		"no corp":    func(c *Config) { c.CorpID = "" },
		"no agent":   func(c *Config) { c.AgentID = 0 },
		"no secret":  func(c *Config) { c.Secret = "" },
		"no token":   func(c *Config) { c.Token = "" },
		"long token": func(c *Config) { c.Token = strings.Repeat("t", 33) },
		"short key":  func(c *Config) { c.EncodingAESKey = c.EncodingAESKey[1:] },
		"wrong key":  func(c *Config) { c.EncodingAESKey = strings.Repeat("?", 43) },
	} {
		t.Run(name, func(t *testing.T) {
			bad := good
			spoil(&bad)
			if _, err := New(bad); err == nil {
				t.Error("accepted")
			}
		})
	}
}
