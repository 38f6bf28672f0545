package wecomsim_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"gridwarden/bot/wecomsim"
)

// amr is silence of some length: frames of 20 ms in the 12.2 kbit/s mode.
func amr(length time.Duration) []byte {
	frame := append([]byte{0x3c}, make([]byte, 31)...)
	return append([]byte("#!AMR\n"), bytes.Repeat(frame, int(length/(20*time.Millisecond)))...)
}

func TestUploadsComeBackAsTheyWere(t *testing.T) {
	w := newWorld(t)
	data := picture(20)
	a := w.upload("media/upload", "image", "现场.png", data)
	wantCode(t, a, 0)
	if a.str("type") != "image" || a.str("created_at") != strconv.FormatInt(w.clock.Now().Unix(), 10) {
		t.Errorf("answer %v", a.fields)
	}
	got := w.get("media/get", "media_id", a.str("media_id"))
	if !bytes.Equal(got.body, data) || got.header.Get("Content-Type") != "image/png" ||
		got.header.Get("Content-Disposition") != `attachment; filename="现场.png"` {
		t.Errorf("%d bytes, headers %v", len(got.body), got.header)
	}
}

func TestMediaLivesThreeDays(t *testing.T) {
	w := newWorld(t)
	id := w.upload("media/upload", "image", "a.png", picture(8)).str("media_id")
	fetch := func() answer { w.token = ""; return w.get("media/get", "media_id", id) }
	w.clock.advance(72*time.Hour - time.Second)
	if a := fetch(); a.header.Get("Content-Disposition") == "" {
		t.Errorf("a second before: %s", a.body)
	}
	w.clock.advance(time.Second)
	wantCode(t, fetch(), 40007)
	wantCode(t, w.post("message/send", message(`{"msgtype":"image","image":{"media_id":"`+id+`"}}`)), 40007)
	wantCode(t, w.get("media/get", "media_id", "made-up"), 40007)
	wantCode(t, w.get("media/get"), 41006)
}

func TestUploadRefusesWhatDoesNotFitItsType(t *testing.T) {
	w := newWorld(t)
	big := func(n int, head string) []byte { return append([]byte(head), make([]byte, n-len(head))...) }
	whole := picture(8)
	for _, c := range []struct {
		name, kind string
		data       []byte
		code       int
	}{
		{"unknown type", "poster", whole, 40005},
		{"five bytes", "file", []byte("12345"), 44001},
		{"no picture", "image", []byte("not a picture"), 40123},
		{"gif", "image", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00"), 40123},
		{"picture too big", "image", big(10<<20+1, string(whole)), 40009},
		{"no voice", "voice", []byte("ID3......"), 40004},
		{"voice too big", "voice", big(2<<20+1, "#!AMR\n"), 40006},
		{"voice too long", "voice", amr(61 * time.Second), 45007},
		{"no video", "video", []byte("not a video at all"), 40004},
		{"video too big", "video", big(10<<20+1, "....ftyp"), 40011},
		{"file too big", "file", big(20<<20+1, "x"), 45001},
		{"picture at its limit", "image", big(10<<20, string(whole)), 0},
		{"voice at its limit", "voice", amr(60 * time.Second), 0},
		{"file at its limit", "file", big(20<<20, "x"), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.t = t
			wantCode(t, w.upload("media/upload", c.kind, "a", c.data), c.code)
		})
	}
}

func TestUploadComparesTheDeclaredLength(t *testing.T) {
	w := newWorld(t)
	post := func(disposition string) answer {
		body := "--B\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n0123456789\r\n--B--\r\n"
		a, err := w.do(http.MethodPost, "media/upload", w.withToken("type", "file"), "multipart/form-data; boundary=B", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	wantCode(t, post(`name="media"; filename="a"; filelength=10`), 0)
	wantCode(t, post(`name="media"; filename="a"; filelength=11`), 40123)
	wantCode(t, post(`name="file"; filename="a"; filelength=10`), 44001)
	wantCode(t, post(`name="media"; filelength=10`), 44001)
	wantCode(t, post(`name="media"; filename="/tmp/a"`), 0)
	if warnings := w.entries(wecomsim.EntryWarning); len(warnings) != 2 {
		t.Errorf("warnings: %v", warnings)
	}
	wantCode(t, w.post("media/upload", "{}", "type", "file"), 44001)
}

func TestMediaCanBeFetchedInRanges(t *testing.T) {
	w := newWorld(t, func(c *wecomsim.Config) { c.FileMessages = true })
	w.sim.Phone("grid_li").SendFile("大.bin", bytes.Repeat([]byte("0123456789"), 2<<20+1)) // over 20 MB
	id := w.sim.Phone("grid_li").Shown()[0].MediaID
	fetch := func(spec string) *http.Response {
		req, err := http.NewRequest(http.MethodGet, w.server.URL+"/cgi-bin/media/get?"+w.withToken("media_id", id).Encode(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if spec != "" {
			req.Header.Set("Range", spec)
		}
		resp, err := w.server.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { resp.Body.Close() })
		return resp
	}
	part := fetch("bytes=5-14")
	body, err := io.ReadAll(part.Body)
	if err != nil || part.StatusCode != http.StatusPartialContent || string(body) != "5678901234" {
		t.Errorf("status %d, %q, %v", part.StatusCode, body, err)
	}
	if got := part.Header.Get("Content-Range"); got != fmt.Sprintf("bytes 5-14/%d", 10*(2<<20+1)) {
		t.Errorf("Content-Range %q", got)
	}
	for _, spec := range []string{"", "bytes=0-", "bytes=0-20971520"} {
		if got := fetch(spec).Header.Get("Error-Code"); got != "830002" {
			t.Errorf("range %q: code %q", spec, got)
		}
	}
}

func TestPicturesOfMembersAndUploadsHaveAddresses(t *testing.T) {
	w := newWorld(t)
	site := httptest.NewServer(w.sim.Handler())
	defer site.Close()
	status := func(path string) int {
		resp, err := site.Client().Get(site.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	a := w.upload("media/uploadimg", "", "a.png", picture(8))
	wantCode(t, a, 0)
	permanent, ok := strings.CutPrefix(a.str("url"), "http://127.0.0.1")
	if !ok || status(permanent) != http.StatusOK {
		t.Fatalf("url %q", a.str("url"))
	}
	w.sim.Phone("grid_li").SendPhoto(picture(9))
	ours := "/sim/picture/" + w.sim.Phone("grid_li").Shown()[0].MediaID
	if got := status(ours); got != http.StatusOK {
		t.Errorf("a member's picture: %d", got)
	}
	w.clock.advance(72 * time.Hour)
	if a, b := status(permanent), status(ours); a != http.StatusOK || b != http.StatusNotFound {
		t.Errorf("three days later: uploaded %d, a member's %d", a, b)
	}
	w.token = ""
	wantCode(t, w.upload("media/uploadimg", "", "a.png", append(picture(8), make([]byte, 2<<20)...)), 40009)
	wantCode(t, w.upload("media/uploadimg", "", "a.png", []byte("not a picture")), 40123)
}
