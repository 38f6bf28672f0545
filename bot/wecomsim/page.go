package wecomsim

import (
	"embed"
	"encoding/json"
	"io/fs"
	"net/http"
	"strings"
	"sync/atomic"
)

//go:embed web
var webFiles embed.FS

// pagePolicy lets the page load nothing but its own files, and pictures of
// servers on the same machine (the bot may serve its own).
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; " +
	"frame-ancestors 'none'; img-src 'self' http://127.0.0.1:* http://localhost:*"

// A page serves the phones to a browser: the files of web/, the state of the
// simulated world as JSON, a stream of what changes, and what members do.
type page struct {
	sim    *Sim
	moving atomic.Bool // while the clock is being moved
	plan   plan
}

// page is mounted at /: the page itself is there, all else under /sim/page/.
func (s *Sim) page() http.Handler {
	p := &page{sim: s}
	web, err := fs.Sub(webFiles, "web")
	if err != nil {
		panic("wecomsim: " + err.Error()) // the folder is part of the program
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, web, "index.html") })
	mux.Handle("GET /sim/page/web/", http.StripPrefix("/sim/page/web/", http.FileServerFS(web)))
	mux.HandleFunc("GET /sim/page/state", p.state)
	mux.HandleFunc("GET /sim/page/events", p.events)
	mux.HandleFunc("GET /sim/page/media/{id}", p.media)
	mux.HandleFunc("GET /sim/page/samples/{name}", p.sample)
	for path, do := range p.actions() {
		mux.HandleFunc("POST /sim/page/"+path, do)
	}
	guarded := http.NewCrossOriginProtection().Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("Content-Security-Policy", pagePolicy)
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Referrer-Policy", "no-referrer")
		head.Set("Cache-Control", "no-cache")
		guarded.ServeHTTP(w, r)
	})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	// The browser may be gone: there is nobody left to tell.
	_ = json.NewEncoder(w).Encode(body)
}

// fail answers a request that could not be done; the page shows the sentence.
func fail(w http.ResponseWriter, status int, sentence string) {
	writeJSON(w, status, map[string]string{"error": sentence})
}

func (p *page) sample(w http.ResponseWriter, r *http.Request) {
	s := SampleNamed(r.PathValue("name"))
	if s == nil {
		fail(w, http.StatusNotFound, "no such sample")
		return
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "max-age=3600")
	_, _ = w.Write(s.JPEG()) // the browser may be gone
}

// media serves what was sent in chats. Only pictures are shown in the page;
// everything else is a download, whatever it claims to be.
func (p *page) media(w http.ResponseWriter, r *http.Request) {
	data, ok := p.sim.kept(r.PathValue("id"))
	if !ok {
		fail(w, http.StatusNotFound, "no such media")
		return
	}
	kind := http.DetectContentType(data)
	if !strings.HasPrefix(kind, "image/") {
		w.Header().Set("Content-Disposition", "attachment")
		kind = "application/octet-stream"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "private, max-age=3600")
	_, _ = w.Write(data) // the browser may be gone
}

// kept is media a phone has shown: it stays there when the platform has
// forgotten it.
func (s *Sim) kept(mediaID string) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	file := s.files[mediaID]
	if file == nil {
		return nil, false
	}
	return file.data, true
}
