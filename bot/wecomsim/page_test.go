package wecomsim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// post sends a body as JSON and returns the status and the answer's error sentence.
func post(t *testing.T, srv *httptest.Server, path string, body any) (int, string) {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return answerOf(t, srv, path, "application/json", bytes.NewReader(data))
}

func answerOf(t *testing.T, srv *httptest.Server, path, kind string, body io.Reader) (int, string) {
	t.Helper()
	answer, err := srv.Client().Post(srv.URL+"/sim/page/"+path, kind, body)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var said struct {
		Error string `json:"error"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&said); err != nil {
		t.Fatalf("%s answered no JSON: %v", path, err)
	}
	return answer.StatusCode, said.Error
}

func TestWhatMembersDoOnThePageReachesTheirPhones(t *testing.T) {
	srv, sim := openPage(t, Hooks{})
	vote := appSays(sim, "wang", Shown{Kind: KindCard, Card: &Card{Type: CardVote, TaskID: "v", Submit: &CardSubmit{Key: "cast"},
		Checkbox: &CardCheckbox{QuestionKey: "q", Mode: 1, Options: []CardOption{{ID: "a", Text: "甲"}, {ID: "b", Text: "乙"}}}}})
	for _, do := range []struct {
		path string
		body map[string]any
	}{
		{"say", map[string]any{"user": "wang", "text": hostile}},
		{"open", map[string]any{"user": "wang"}},
		{"menu", map[string]any{"user": "wang", "key": "tasks"}},
		{"voice", map[string]any{"user": "wang"}},
		{"location", map[string]any{"user": "wang", "lat": 31.230416, "lon": 121.473701, "label": "三号院", "menu": "where"}},
		{"samples", map[string]any{"user": "wang", "names": []string{"shop", "courtyard"}, "menu": "snap"}},
		{"tap", map[string]any{"user": "wang", "show": vote, "key": "cast", "selected": map[string][]string{"q": {"b"}}}},
	} {
		if status, sentence := post(t, srv, do.path, do.body); status != http.StatusOK {
			t.Errorf("%s: %d %s", do.path, status, sentence)
		}
	}
	want := []string{"text", "enter_agent", "click", "voice", "location_select", "location", "pic_sysphoto", "image", "image", "template_card_event"}
	if diff := cmp.Diff(want, did(sim, "wang")); diff != "" {
		t.Error(diff)
	}
	shown := sim.Phone("wang").Shown()
	if box := shown[0].Card.Checkbox; box.Options[0].Checked || !box.Options[1].Checked {
		t.Errorf("what was voted: %+v", box)
	}
	if said := shown[1]; said.Text != hostile || said.From != FromMe {
		t.Errorf("what was said: %+v", said)
	}
}

func TestThePageRefusesWhatNoMemberCouldDo(t *testing.T) {
	srv, _ := openPage(t, Hooks{})
	for name, c := range map[string]struct {
		path string
		body any
		want int
	}{
		"a stranger's phone":   {"say", map[string]any{"user": "nobody", "text": "x"}, http.StatusNotFound},
		"what the phone won't": {"say", map[string]any{"user": "wang", "text": ""}, http.StatusConflict},
		"an unknown drawing":   {"samples", map[string]any{"user": "wang", "names": []string{"../page.go"}}, http.StatusConflict},
		"nothing on earth":     {"location", map[string]any{"user": "wang", "lat": 91.0, "lon": 0.0}, http.StatusConflict},
		"a missing card":       {"tap", map[string]any{"user": "wang", "show": "99", "key": "ok"}, http.StatusConflict},
		"no drawing":           {"samples", map[string]any{"user": "wang"}, http.StatusConflict},
		"a taken account":      {"people", pagePerson{ID: "wang", Name: "另一个王"}, http.StatusConflict},
		"a strange account":    {"people", pagePerson{ID: "a/../b", Name: "某"}, http.StatusBadRequest},
		"a nameless person":    {"people", pagePerson{ID: "zhou", Name: "  "}, http.StatusBadRequest},
		"a clock nobody lent":  {"clock", map[string]string{"by": "day"}, http.StatusNotFound},
		"too long a text":      {"say", map[string]any{"user": "wang", "text": strings.Repeat("长", maxAction)}, http.StatusBadRequest},
	} {
		if status, sentence := post(t, srv, c.path, c.body); status != c.want || sentence == "" {
			t.Errorf("%s: %d %q, want %d and a sentence", name, status, sentence, c.want)
		}
	}
	if status, _ := answerOf(t, srv, "say", "text/plain", strings.NewReader(`{"user":"wang","text":"x"}`)); status != http.StatusUnsupportedMediaType {
		t.Errorf("a plain form of another site: %d", status)
	}
}

func TestAnotherSiteCannotActThroughTheBrowser(t *testing.T) {
	srv, sim := openPage(t, Hooks{})
	ask, err := http.NewRequest(http.MethodPost, srv.URL+"/sim/page/say", strings.NewReader(`{"user":"wang","text":"x"}`))
	if err != nil {
		t.Fatal(err)
	}
	ask.Header.Set("Content-Type", "application/json")
	ask.Header.Set("Origin", "https://evil.example.invalid")
	ask.Header.Set("Sec-Fetch-Site", "cross-site")
	answer, err := srv.Client().Do(ask)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusForbidden || len(did(sim, "wang")) != 0 {
		t.Errorf("status %d, done: %v", answer.StatusCode, did(sim, "wang"))
	}
}

// photoForm is a form with pictures for a phone.
func photoForm(t *testing.T, user string, files ...[]byte) (kind string, body io.Reader) {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	if err := w.WriteField("user", user); err != nil {
		t.Fatal(err)
	}
	for i, f := range files {
		part, err := w.CreateFormFile("photo", fmt.Sprintf("%d.jpg", i))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), &form
}

func TestOnlyPicturesWithinTheLimitsAreSent(t *testing.T) {
	good := SampleNamed("shop").JPEG()
	large := append(append([]byte(nil), good...), make([]byte, maxPhoto)...)
	for name, c := range map[string]struct {
		user  string
		files [][]byte
		want  int
	}{
		"two pictures":        {"wang", [][]byte{good, good}, http.StatusOK},
		"none":                {"wang", nil, http.StatusBadRequest},
		"one too many":        {"wang", [][]byte{good, good, good, good, good, good, good, good, good, good}, http.StatusBadRequest},
		"one too large":       {"wang", [][]byte{good, large}, http.StatusRequestEntityTooLarge},
		"a page as a picture": {"wang", [][]byte{good, []byte("<html><script>alert(1)</script>")}, http.StatusUnsupportedMediaType},
		"a drawing in SVG":    {"wang", [][]byte{[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`)}, http.StatusUnsupportedMediaType},
		"for nobody":          {"nobody", [][]byte{good}, http.StatusNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			srv, sim := openPage(t, Hooks{})
			kind, body := photoForm(t, c.user, c.files...)
			if status, sentence := answerOf(t, srv, "photos", kind, body); status != c.want {
				t.Errorf("status %d (%s), want %d", status, sentence, c.want)
			}
			var want []string
			if c.want == http.StatusOK {
				want = []string{"image", "image"}
			}
			if diff := cmp.Diff(want, did(sim, "wang")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMediaThatIsNoPictureIsOnlyADownload(t *testing.T) {
	srv, sim := openPage(t, Hooks{})
	phone := sim.Phone("wang")
	phone.SendPhoto(SampleNamed("shop").JPEG())
	phone.SendFile("page.html", []byte("<script>alert(1)</script>"))
	for i, want := range []string{"image/jpeg", "application/octet-stream"} {
		answer, err := srv.Client().Get(srv.URL + "/sim/page/media/" + phone.Shown()[i].MediaID)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		head := answer.Header
		if head.Get("Content-Type") != want || head.Get("X-Content-Type-Options") != "nosniff" || (i == 1) != (head.Get("Content-Disposition") == "attachment") {
			t.Errorf("%s: %v", want, head)
		}
	}
}

func TestThePageLoadsNothingFromElsewhere(t *testing.T) {
	srv, _ := openPage(t, Hooks{})
	answer, err := srv.Client().Get(srv.URL + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	html, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if policy := answer.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %q", policy)
	}
	for _, bad := range []string{"http://", "https://", "style=", "onclick", "<script>"} {
		if bytes.Contains(html, []byte(bad)) {
			t.Errorf("the page contains %q", bad)
		}
	}
}
