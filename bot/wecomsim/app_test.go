package wecomsim_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// heard is what an app reads in a callback.
type heard struct {
	To       string `xml:"ToUserName"`
	From     string `xml:"FromUserName"`
	Created  int64  `xml:"CreateTime"`
	Type     string `xml:"MsgType"`
	MsgID    string `xml:"MsgId"`
	AgentID  int    `xml:"AgentID"`
	Content  string `xml:"Content"`
	MediaID  string `xml:"MediaId"`
	Thumb    string `xml:"ThumbMediaId"`
	PicURL   string `xml:"PicUrl"`
	Format   string `xml:"Format"`
	FileName string `xml:"FileName"`
	X        string `xml:"Location_X"`
	Y        string `xml:"Location_Y"`
	Label    string `xml:"Label"`
	Padding  string `xml:"Padding"`

	Event        string   `xml:"Event"`
	EventKey     string   `xml:"EventKey"`
	TaskID       string   `xml:"TaskId"`
	CardType     string   `xml:"CardType"`
	ResponseCode string   `xml:"ResponseCode"`
	Sums         []string `xml:"SendPicsInfo>PicList>item>PicMd5Sum"`
	Selected     []struct {
		Question string   `xml:"QuestionKey"`
		IDs      []string `xml:"OptionIds>OptionId"`
		Misspelt []string `xml:"OpitonIds>OpitonId"`
	} `xml:"SelectedItems>SelectedItem"`
}

func (h heard) selected() map[string][]string {
	m := map[string][]string{}
	for _, s := range h.Selected {
		m[s.Question] = append(s.IDs, s.Misspelt...)
	}
	return m
}

// arrival is a request to the app.
type arrival struct {
	message   heard
	nonce     string
	timestamp string
	document  string
	encrypted string
	refused   string // why, if it was
}

// app is an app's callback address, written apart from the simulator's crypto.
type app struct {
	t      *testing.T
	server *httptest.Server
	answer func(n int, a arrival) (status int, body string) // nil: 200 and nothing

	mu       sync.Mutex
	arrivals []arrival
}

// listenTo gives the world an app and lets it deliver.
func listenTo(w *world) *app {
	a := &app{t: w.t}
	a.server = httptest.NewServer(a)
	w.t.Cleanup(a.server.Close)
	w.sim.SetCallback(a.server.URL + "/wecom/callback?app=1")
	w.run()
	return a
}

func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	got := a.read(r)
	a.mu.Lock()
	a.arrivals = append(a.arrivals, got)
	n, answer := len(a.arrivals), a.answer
	a.mu.Unlock()
	switch {
	case answer != nil:
		status, body := answer(n, got)
		w.WriteHeader(status)
		io.WriteString(w, body)
	case got.refused != "":
		w.WriteHeader(http.StatusForbidden)
	}
}

func (a *app) read(r *http.Request) (got arrival) {
	q := r.URL.Query()
	got.nonce, got.timestamp = q.Get("nonce"), q.Get("timestamp")
	var outer struct {
		Encrypt string `xml:"Encrypt"`
	}
	body, err := io.ReadAll(r.Body)
	if err != nil || xml.Unmarshal(body, &outer) != nil || q.Get("app") != "1" {
		got.refused = "envelope"
		return got
	}
	got.encrypted = outer.Encrypt
	if sign(got.timestamp, got.nonce, outer.Encrypt) != q.Get("msg_signature") {
		got.refused = "signature"
		return got
	}
	msg, receiver := decrypt(outer.Encrypt)
	if receiver != corp {
		got.refused = "corp"
		return got
	}
	got.document = msg
	if err := xml.Unmarshal([]byte(msg), &got.message); err != nil {
		got.refused = "document: " + err.Error()
	}
	return got
}

func sign(parts ...string) string {
	parts = append(parts, token)
	slices.Sort(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(sum[:])
}

func decrypt(encrypted string) (msg, receiver string) {
	key, _ := base64.StdEncoding.DecodeString(aesKey + "=")
	data, _ := base64.StdEncoding.DecodeString(encrypted)
	block, err := aes.NewCipher(key)
	if err != nil || len(data)%16 != 0 || len(data) == 0 {
		return "", ""
	}
	cipher.NewCBCDecrypter(block, key[:16]).CryptBlocks(data, data)
	data = data[:len(data)-int(data[len(data)-1])]
	size := binary.BigEndian.Uint32(data[16:])
	return string(data[20 : 20+size]), string(data[20+size:])
}

// all are the requests so far.
func (a *app) all() []arrival {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.arrivals)
}

// heard is the n-th genuine message whose callback has the id; events are found
// by their order: event-3 is the third.
func (a *app) heard(id string) heard {
	a.t.Helper()
	var events []heard
	for _, got := range a.all() {
		if got.refused != "" {
			continue
		}
		if got.message.MsgID == id {
			return got.message
		}
		if got.message.Type == "event" {
			events = append(events, got.message)
		}
	}
	if len(id) == len("event-1") && strings.HasPrefix(id, "event-") && int(id[6]-'0') <= len(events) {
		return events[id[6]-'1']
	}
	a.t.Fatalf("the app did not hear %s", id)
	return heard{}
}

// contents are the texts heard, in order of arrival.
func (a *app) contents() []string {
	list := []string{}
	for _, got := range a.all() {
		if got.refused == "" {
			list = append(list, got.message.Content)
		}
	}
	return list
}
