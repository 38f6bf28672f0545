package wecomsim

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

const (
	mediaLife   = 3 * 24 * time.Hour
	minMedia    = 6        // bytes: all files are larger than 5
	maxRange    = 20 << 20 // bytes that media/get gives at once
	maxPicture  = 2 << 20  // bytes of media/uploadimg
	picturePath = "/sim/picture/"
)

// A mediaFile is what a media_id stands for.
type mediaFile struct {
	kind        string // image, voice, video, file
	name        string
	contentType string
	data        []byte
	at          time.Time // in the simulated world
}

// keep stores media for three days and gives its media_id. Sim.mu is held.
func (s *Sim) keep(kind, name, contentType string, data []byte) string {
	id := s.newID("media", 48)
	s.files[id] = &mediaFile{kind, headerSafe(name), contentType, data, s.cfg.Now()}
	return id
}

// alive is media that has not expired, nil otherwise. Sim.mu is held.
func (s *Sim) alive(id string, now time.Time) *mediaFile {
	file := s.files[id]
	if file == nil || !now.Before(file.at.Add(mediaLife)) {
		return nil
	}
	return file
}

// Media gives the bytes of media that has not expired.
func (s *Sim) Media(id string) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	file := s.alive(id, s.cfg.Now())
	if file == nil {
		return nil, false
	}
	return file.data, true
}

// upload is media/upload (wecom-api.md 5.1).
func (s *Sim) upload(call *apiCall) (any, *refusal) {
	kind := call.query.Get("type")
	if _, known := mediaRules[kind]; !known {
		return nil, refuse(40005)
	}
	part, no := readPart(call)
	if no != nil {
		return nil, no
	}
	contentType, no := mediaRules[kind].check(part.data)
	if no != nil {
		return nil, no
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if part.named != part.name {
		s.warn(call, "media filename is a path")
	}
	if !part.measured {
		s.warn(call, "media filelength is missing")
	}
	return struct {
		Type    string `json:"type"`
		ID      string `json:"media_id"`
		Created string `json:"created_at"` // Unix seconds, a string
	}{kind, s.keep(kind, part.name, contentType, part.data), strconv.FormatInt(call.now.Unix(), 10)}, nil
}

// uploadPicture is media/uploadimg (wecom-api.md 5.3). The picture is served by
// [Sim.Handler].
func (s *Sim) uploadPicture(call *apiCall) (any, *refusal) {
	part, no := readPart(call)
	if no != nil {
		return nil, no
	}
	if len(part.data) > maxPicture {
		return nil, refuse(40009)
	}
	if _, no := mediaRules["image"].check(part.data); no != nil {
		return nil, no
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if q := &s.quotas; !q.uploads.room(call.now) || !q.monthly.room(call.now) {
		return nil, refuse(45009)
	}
	s.quotas.uploads.add(call.now)
	s.quotas.monthly.add(call.now)
	name := s.newID("picture", 24)
	s.pictures[name] = part.data
	return struct {
		URL string `json:"url"`
	}{s.cfg.Home + picturePath + name}, nil
}

// servePicture serves uploaded pictures for ever, and those in PicUrl as long as
// their media lives (wecom-api.md 13.4).
func (s *Sim) servePicture(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	s.mu.Lock()
	data := s.pictures[name]
	if file := s.alive(name, s.cfg.Now()); file != nil && file.kind == "image" {
		data = file.data
	}
	s.mu.Unlock()
	if data == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", http.DetectContentType(data))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(data) // the browser may be gone
}

// fetchMedia is media/get (wecom-api.md 5.2).
func (s *Sim) fetchMedia(call *apiCall) (any, *refusal) {
	id := call.query.Get("media_id")
	if id == "" {
		return nil, refuse(41006)
	}
	s.mu.Lock()
	file := s.alive(id, call.now)
	s.mu.Unlock()
	if file == nil {
		return nil, refuse(40007)
	}
	if len(file.data) > maxRange && !smallRange(call.header.Get("Range")) {
		return nil, refuse(830002)
	}
	return file, nil
}

// smallRange tells whether one range of at most 20 MB is asked for.
func smallRange(header string) bool {
	from, to, ok := strings.Cut(strings.TrimPrefix(header, "bytes="), "-")
	first, err1 := strconv.Atoi(from)
	last, err2 := strconv.Atoi(to)
	return ok && err1 == nil && err2 == nil && last-first < maxRange
}

// An uploadPart is the field "media" of a form.
type uploadPart struct {
	named    string // as sent
	name     string // base name
	data     []byte
	measured bool // filelength was given
}

// readPart finds the file of an upload and compares its declared length.
func readPart(call *apiCall) (uploadPart, *refusal) {
	_, params, err := mime.ParseMediaType(call.header.Get("Content-Type"))
	if err != nil || !isForm(call) {
		return uploadPart{}, refusef(44001, "not a form")
	}
	form := multipart.NewReader(bytes.NewReader(call.body), params["boundary"])
	for {
		part, err := form.NextPart()
		if err != nil {
			return uploadPart{}, refusef(44001, "no field media")
		}
		if part.FormName() != "media" {
			continue
		}
		_, disposition, _ := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
		data, err := io.ReadAll(part)
		if err != nil || len(data) < minMedia || disposition["filename"] == "" {
			return uploadPart{}, refuse(44001)
		}
		length, measured := disposition["filelength"]
		if measured && length != strconv.Itoa(len(data)) {
			return uploadPart{}, refusef(40123, "filelength %s", length)
		}
		return uploadPart{disposition["filename"], path.Base(strings.ReplaceAll(disposition["filename"], `\`, "/")), data, measured}, nil
	}
}

// headerSafe is a name that fits between the quotes of a header.
func headerSafe(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == '"' || r == 0x7f {
			return '_'
		}
		return r
	}, name)
}
