package wecomsim

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// Limits of what the page accepts; pictures as media/upload does (wecom-api.md 5.1).
const (
	maxPhotos    = 9
	maxPhoto     = 10 << 20
	maxAction    = 64 << 10
	maxForm      = maxPhotos*maxPhoto + maxAction
	memoryOfForm = 16 << 20
)

var pictureTypes = map[string]bool{"image/jpeg": true, "image/png": true}

var useridShape = regexp.MustCompile(`^[a-z0-9][a-z0-9_.@-]{0,63}$`)

// An act is something done on a phone, as the page posts it.
type act struct {
	User     string              `json:"user"`
	Text     string              `json:"text"`
	Names    []string            `json:"names"` // of samples
	Menu     string              `json:"menu"`  // key of the menu entry that led here; empty if none did
	Key      string              `json:"key"`
	Show     string              `json:"show"`
	Selected map[string][]string `json:"selected"`
	Lat      float64             `json:"lat"`
	Lon      float64             `json:"lon"`
	Label    string              `json:"label"`
}

// actions are the paths under /sim/page/ that do something.
func (p *page) actions() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"say":      p.onPhone(say),
		"open":     p.onPhone(func(phone *Phone, _ act) error { return reached(phone.OpenChat()) }),
		"menu":     p.onPhone(func(phone *Phone, a act) error { return reached(phone.ClickMenu(a.Key)) }),
		"voice":    p.onPhone(func(phone *Phone, _ act) error { return reached(phone.SendVoice(silence, "amr")) }),
		"tap":      p.onPhone(tap),
		"location": p.onPhone(sendLocation),
		"samples":  p.onPhone(sendSamples),
		"photos":   p.photos,
		"people":   p.addPerson,
		"clock":    p.moveClock,
	}
}

// onPhone reads an act and does it on the phone of its user.
func (p *page) onPhone(do func(*Phone, act) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var a act
		if !readJSON(w, r, &a) {
			return
		}
		phone := p.sim.Phone(a.User)
		if phone == nil {
			fail(w, http.StatusNotFound, "nobody has the account "+a.User)
			return
		}
		if err := do(phone, a); err != nil {
			fail(w, http.StatusConflict, err.Error())
			return
		}
		writeJSON(w, http.StatusOK, struct{}{})
	}
}

func readJSON(w http.ResponseWriter, r *http.Request, into any) bool {
	if kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); kind != "application/json" {
		fail(w, http.StatusUnsupportedMediaType, "expected application/json")
		return false
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxAction)).Decode(into); err != nil {
		fail(w, http.StatusBadRequest, "unreadable request: "+err.Error())
		return false
	}
	return true
}

// photos takes pictures from the computer: a form with user, menu and one or
// more files named photo. All are sent, each as its own message, or none.
func (p *page) photos(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseMultipartForm(memoryOfForm); err != nil {
		var tooMuch *http.MaxBytesError
		if errors.As(err, &tooMuch) {
			fail(w, http.StatusRequestEntityTooLarge, fmt.Sprintf("at most %d pictures of %d MB", maxPhotos, maxPhoto>>20))
			return
		}
		fail(w, http.StatusBadRequest, "unreadable form: "+err.Error())
		return
	}
	defer r.MultipartForm.RemoveAll()
	phone := p.sim.Phone(r.FormValue("user"))
	if phone == nil {
		fail(w, http.StatusNotFound, "nobody has the account "+r.FormValue("user"))
		return
	}
	files := r.MultipartForm.File["photo"]
	if len(files) == 0 || len(files) > maxPhotos {
		fail(w, http.StatusBadRequest, fmt.Sprintf("choose 1 to %d pictures", maxPhotos))
		return
	}
	var pictures [][]byte
	for _, f := range files {
		picture, status, err := readPicture(f)
		if err != nil {
			fail(w, status, err.Error())
			return
		}
		pictures = append(pictures, picture)
	}
	if err := sendPhotos(phone, r.FormValue("menu"), pictures); err != nil {
		fail(w, http.StatusConflict, err.Error())
		return
	}
	writeJSON(w, http.StatusOK, struct{}{})
}

// readPicture returns the bytes of an uploaded picture, or the status to refuse it with.
func readPicture(f *multipart.FileHeader) (picture []byte, status int, err error) {
	if f.Size > maxPhoto {
		return nil, http.StatusRequestEntityTooLarge, fmt.Errorf("%s is larger than %d MB", f.Filename, maxPhoto>>20)
	}
	in, err := f.Open()
	if err != nil {
		return nil, http.StatusInternalServerError, fmt.Errorf("open %s: %w", f.Filename, err)
	}
	defer in.Close()
	picture, err = io.ReadAll(in)
	if err != nil {
		return nil, http.StatusInternalServerError, fmt.Errorf("read %s: %w", f.Filename, err)
	}
	if !pictureTypes[http.DetectContentType(picture)] {
		return nil, http.StatusUnsupportedMediaType, fmt.Errorf("%s is not a picture (JPEG or PNG)", f.Filename)
	}
	return picture, http.StatusOK, nil
}

func (p *page) addPerson(w http.ResponseWriter, r *http.Request) {
	var who pagePerson
	if !readJSON(w, r, &who) {
		return
	}
	if !useridShape.MatchString(who.ID) || strings.TrimSpace(who.Name) == "" || len(who.Name)+len(who.Role) > 256 {
		fail(w, http.StatusBadRequest, "a person needs a name, and an account of lower-case letters and digits")
		return
	}
	if p.sim.Phone(who.ID) != nil {
		fail(w, http.StatusConflict, "the account "+who.ID+" is taken")
		return
	}
	p.sim.AddPerson(Person{UserID: who.ID, Name: who.Name, Position: who.Role})
	writeJSON(w, http.StatusOK, who)
}

// moveClock moves the clock by an hour, a day, or to the next thing, and
// answers when it is there. One browser moves at a time.
func (p *page) moveClock(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		By string `json:"by"`
		To int64  `json:"to"` // Unix milliseconds; goes before By
	}
	if !readJSON(w, r, &ask) {
		return
	}
	hooks := p.sim.hooks()
	if hooks.Clock == nil || hooks.Advance == nil {
		fail(w, http.StatusNotFound, "there is no clock to move")
		return
	}
	to, ok := time.UnixMilli(ask.To), true
	if ask.To == 0 {
		to, ok = hooks.moveTo(r.Context(), ask.By)
	}
	switch {
	case !ok:
		fail(w, http.StatusConflict, "nothing is planned")
		return
	case ask.To != 0 && to.Before(hooks.Clock()):
		fail(w, http.StatusConflict, "that moment has passed; the clock only goes on")
		return
	}
	if !p.moving.CompareAndSwap(false, true) {
		fail(w, http.StatusConflict, "the clock is being moved")
		return
	}
	if now := hooks.Clock(); to.Before(now) {
		to = now // it came due while the button was pressed
	}
	err := hooks.Advance(r.Context(), to)
	p.plan.forget()
	p.moving.Store(false)
	if err != nil {
		fail(w, http.StatusInternalServerError, "move the clock: "+err.Error())
		return
	}
	writeJSON(w, http.StatusOK, p.clock(r.Context()))
}
