package wecom

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"gridwarden/bot"
)

var jpeg = append([]byte{0xff, 0xd8, 0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0}, bytes.Repeat([]byte{7}, 2000)...)

func photo(kind string, size int) Media {
	return Media{Kind: kind, Name: `C:\照片\..\楼道"1".jpg`, Size: int64(size), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(jpeg[:size])), nil
	}}
}

func TestAnUploadIsOneWellFormedPartAndIsRepeatedWhole(t *testing.T) {
	p := newPlatform(t)
	c := newTestClient(t, p, nil)
	p.answer("media/upload", `{"errcode":0,"errmsg":"","type":"image","media_id":"m1","created_at":"1767226500"}`)
	if _, err := c.Departments(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.revoke()
	now := newClock()
	now.pass(time.Minute)
	c.cfg.Now = now.Now
	id, err := c.Upload(t.Context(), photo("image", 2000))
	if err != nil || id != "m1" {
		t.Fatal(id, err)
	}
	asked := p.calls("media/upload")
	if len(asked) != 2 {
		t.Fatalf("%d uploads", len(asked))
	}
	for _, a := range asked {
		_, params, err := mime.ParseMediaType(a.kind)
		if err != nil {
			t.Fatal(err)
		}
		part, err := multipart.NewReader(strings.NewReader(a.body), params["boundary"]).NextPart()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(data, jpeg[:2000]) || part.FormName() != "media" || part.FileName() != "楼道_1_.jpg" ||
			part.Header.Get("Content-Type") != "image/jpeg" || !strings.Contains(part.Header.Get("Content-Disposition"), "filelength=2000") {
			t.Errorf("part %v of %d bytes", part.Header, len(data))
		}
		if a.query.Get("type") != "image" {
			t.Errorf("query %v", a.query)
		}
	}
}

func TestMediaThatThePlatformWouldRefuseIsNotUploaded(t *testing.T) {
	p := newPlatform(t)
	c := newTestClient(t, p, nil)
	for _, m := range []Media{{Kind: "image", Size: 10<<20 + 1}, {Kind: "file", Size: 20<<20 + 1}, {Kind: "image", Size: 5}, {Kind: "gif", Size: 100}} {
		var limit *LimitError
		if _, err := c.Upload(t.Context(), m); !errors.As(err, &limit) {
			t.Errorf("%+v: %v", m, err)
		}
	}
	if len(p.calls("media/upload")) > 0 {
		t.Error("something was uploaded")
	}
}

func TestAFileShorterThanItsLengthFails(t *testing.T) {
	p := newPlatform(t)
	c := newTestClient(t, p, nil)
	m := photo("image", 1500)
	m.Size = 1900
	if _, err := c.Upload(t.Context(), m); err == nil {
		t.Error("uploaded")
	}
}

func TestTheHeadersTellAFileFromAnError(t *testing.T) {
	p := newPlatform(t)
	c := newTestClient(t, p, nil)
	p.reply("media/get", func(_ int, w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("media_id") {
		case "photo":
			w.Header().Set("Content-Type", "image/jpeg")
			w.Header().Set("Content-disposition", `attachment; filename="楼道.jpg"`)
			w.Write(jpeg)
		case "members own json":
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-disposition", `attachment; filename="../../a.json"`)
			io.WriteString(w, `{"errcode":40007,"errmsg":"mine"}`)
		case "huge":
			w.Header().Set("Content-Type", "video/mp4")
			w.Header().Set("Content-Length", "30000000")
		case "endless":
			w.Header().Set("Content-Type", "image/jpeg")
			for range 21 {
				if _, err := w.Write(make([]byte, 1<<20)); err != nil {
					return
				}
			}
		case "cut":
			w.Header().Set("Content-Type", "image/jpeg")
			w.Header().Set("Content-Length", "5000")
			w.Write(jpeg)
			http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		default:
			w.Header().Set("Content-Type", "application/json; charset=UTF-8")
			io.WriteString(w, refusal(40007, "invalid media_id"))
		}
	})
	fetch := func(id string) (data []byte, kind, name string, err error) {
		body, kind, name, err := c.Fetch(t.Context(), id)
		if err != nil {
			return nil, "", "", err
		}
		data, err = io.ReadAll(body)
		if err := body.Close(); err != nil {
			t.Error(err)
		}
		return data, kind, name, err
	}
	if data, kind, name, err := fetch("photo"); err != nil || !bytes.Equal(data, jpeg) || kind != "image/jpeg" || name != "楼道.jpg" {
		t.Errorf("photo: %d bytes, %s, %s, %v", len(data), kind, name, err)
	}
	if data, _, name, err := fetch("members own json"); err != nil || !strings.Contains(string(data), "mine") || name != "a.json" {
		t.Errorf("json file: %s, %s, %v", data, name, err)
	}
	_, _, _, err := fetch("gone")
	wantFault(t, err, bot.Drop, 40007)
	_, _, _, err = fetch("huge")
	wantFault(t, err, bot.Drop, 0)
	_, _, _, err = fetch("endless")
	wantFault(t, err, bot.Drop, 0)
	_, _, _, err = fetch("cut")
	wantFault(t, err, bot.Retry, 0)
}

// shelf is a store of photos in memory; seekable or not.
type shelf struct {
	files  map[string][]byte
	opened int
	seek   bool
}

func (s *shelf) Open(_ context.Context, sha string) (io.ReadCloser, error) {
	s.opened++
	b, ok := s.files[sha]
	switch {
	case !ok:
		return nil, errors.New("no such photo")
	case s.seek:
		return seekable{bytes.NewReader(b)}, nil
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

type seekable struct{ *bytes.Reader }

func (seekable) Close() error { return nil }

func TestAStoredPhotoIsUploadedOnceForTwoAndAHalfDays(t *testing.T) {
	for _, seek := range []bool{false, true} {
		p := newPlatform(t)
		now := newClock()
		photos := &shelf{files: map[string][]byte{"abc": jpeg}, seek: seek}
		c := newTestClient(t, p, func(cfg *Config) { cfg.Photos, cfg.Now = photos, now.Now })
		p.reply("media/upload", func(n int, w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"errcode":0,"media_id":"m%d","created_at":"1"}`, n)
		})
		first := mustRender(t, c, bot.Body{Image: "abc"}, "grid_zhang")
		now.pass(59 * time.Hour)
		if again := mustRender(t, c, bot.Body{Image: "abc"}, "grid_zhang"); string(again.JSON) != string(first.JSON) {
			t.Errorf("rendered %s", again.JSON)
		}
		now.pass(2 * time.Hour)
		late := mustRender(t, c, bot.Body{Image: "abc"}, "grid_zhang")
		if !strings.Contains(string(late.JSON), `"media_id":"m2"`) {
			t.Errorf("rendered %s", late.JSON)
		}
		file := mustRender(t, c, bot.Body{File: &bot.Document{Name: "台账.xlsx", SHA256: "abc"}}, "grid_zhang")
		if !strings.Contains(string(file.JSON), `"msgtype":"file"`) || !strings.Contains(string(file.JSON), `"media_id":"m3"`) {
			t.Errorf("rendered %s", file.JSON)
		}
		// An id that died early is forgotten.
		p.answer(apiSend, refusal(40007, "invalid media_id"))
		_, err := c.Send(t.Context(), file)
		wantFault(t, err, bot.Drop, 40007)
		if again := mustRender(t, c, bot.Body{Image: "abc"}, "grid_zhang"); !strings.Contains(string(again.JSON), `"media_id":"m4"`) {
			t.Errorf("rendered %s", again.JSON)
		}
		_, err = c.Render(t.Context(), bot.Body{Image: "missing"}, []string{"grid_zhang"}, "t")
		wantFault(t, err, bot.Retry, 0)
	}
}
