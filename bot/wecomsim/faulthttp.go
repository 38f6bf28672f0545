package wecomsim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

const maxFaultBody = 64 << 10

// faultJSON is a fault at /sim/faults. Durations are written as "1.5s". ID,
// Seen and Strikes are told, not set.
type faultJSON struct {
	ID      int `json:"id,omitempty"`
	Seen    int `json:"seen,omitempty"`
	Strikes int `json:"strikes,omitempty"`

	API   string `json:"api"`
	After int    `json:"after,omitempty"`
	Every int    `json:"every,omitempty"`
	Times int    `json:"times,omitempty"`

	Slow       duration `json:"slow,omitempty"`
	Code       int      `json:"code,omitempty"`
	HTTPStatus int      `json:"http_status,omitempty"`
	HTML       bool     `json:"html,omitempty"`
	Handled    bool     `json:"handled,omitempty"`
	HalfJSON   bool     `json:"half_json,omitempty"`
	CutHalf    bool     `json:"cut_half,omitempty"`
	CutBefore  bool     `json:"cut_before,omitempty"`
	CutAfter   bool     `json:"cut_after,omitempty"`
	DeadToken  bool     `json:"dead_token,omitempty"`
	OldToken   bool     `json:"old_token,omitempty"`

	DropSilently bool `json:"drop_silently,omitempty"`
	WrongFormat  bool `json:"wrong_format,omitempty"`

	Duplicate    int      `json:"duplicate,omitempty"`
	Reorder      bool     `json:"reorder,omitempty"`
	Delay        duration `json:"delay,omitempty"`
	BadSignature bool     `json:"bad_signature,omitempty"`
	WrongCorp    bool     `json:"wrong_corp,omitempty"`
	Stale        duration `json:"stale,omitempty"`
	Oversized    int      `json:"oversized,omitempty"`
}

type duration time.Duration

func (d duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

func (d *duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	*d = duration(parsed)
	return err
}

// ServeHTTP is /sim/faults: GET lists the table, POST adds one fault or an array
// of them and answers their ids, DELETE clears the table or only ?id=n.
//
//	curl -d '{"api":"message/send","times":3,"code":45009}' http://127.0.0.1:8787/sim/faults
//	curl -d '{"api":"callback","every":5,"duplicate":2}'    http://127.0.0.1:8787/sim/faults
func (f *Faults) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
		answerJSON(w, http.StatusOK, f.table())
	case http.MethodPost:
		ids, err := f.read(http.MaxBytesReader(w, r.Body, maxFaultBody))
		if err != nil {
			answerJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
			return
		}
		answerJSON(w, http.StatusOK, map[string][]int{"ids": ids})
	case http.MethodDelete:
		var ids []int
		for _, text := range r.URL.Query()["id"] {
			id, err := strconv.Atoi(text)
			if err != nil {
				answerJSON(w, http.StatusBadRequest, map[string]string{"error": "id is not a number"})
				return
			}
			ids = append(ids, id)
		}
		f.Clear(ids...)
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set("Allow", "GET, POST, DELETE")
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

func (f *Faults) table() []faultJSON {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := []faultJSON{}
	for _, o := range f.list {
		list = append(list, o.toJSON())
	}
	return list
}

// read adds all faults of a body or none.
func (f *Faults) read(body io.Reader) ([]int, error) {
	data, err := io.ReadAll(body)
	if err != nil {
		return nil, fmt.Errorf("read faults: %w", err)
	}
	var many []faultJSON
	if err := strictJSON(data, &many); err != nil {
		var one faultJSON
		if err := strictJSON(data, &one); err != nil {
			return nil, fmt.Errorf("read fault: %w", err)
		}
		many = []faultJSON{one}
	}
	faults := make([]Fault, len(many))
	for i, j := range many {
		faults[i] = j.fault()
		if err := faults[i].check(); err != nil {
			return nil, err
		}
	}
	ids := make([]int, len(faults))
	for i, fault := range faults {
		ids[i] = f.Add(fault)
	}
	return ids, nil
}

func (j faultJSON) fault() Fault {
	return Fault{
		API: j.API, After: j.After, Every: j.Every, Times: j.Times,
		Slow: time.Duration(j.Slow), Code: j.Code, HTTPStatus: j.HTTPStatus, HTML: j.HTML, Handled: j.Handled, HalfJSON: j.HalfJSON,
		CutHalf: j.CutHalf, CutBefore: j.CutBefore, CutAfter: j.CutAfter, DeadToken: j.DeadToken, OldToken: j.OldToken,
		DropSilently: j.DropSilently, WrongFormat: j.WrongFormat,
		Duplicate: j.Duplicate, Reorder: j.Reorder, Delay: time.Duration(j.Delay), BadSignature: j.BadSignature,
		WrongCorp: j.WrongCorp, Stale: time.Duration(j.Stale), Oversized: j.Oversized,
	}
}

func (o *orderedFault) toJSON() faultJSON {
	f := o.Fault
	return faultJSON{
		ID: o.id, Seen: o.seen, Strikes: o.strikes,
		API: f.API, After: f.After, Every: f.Every, Times: f.Times,
		Slow: duration(f.Slow), Code: f.Code, HTTPStatus: f.HTTPStatus, HTML: f.HTML, Handled: f.Handled, HalfJSON: f.HalfJSON,
		CutHalf: f.CutHalf, CutBefore: f.CutBefore, CutAfter: f.CutAfter, DeadToken: f.DeadToken, OldToken: f.OldToken,
		DropSilently: f.DropSilently, WrongFormat: f.WrongFormat,
		Duplicate: f.Duplicate, Reorder: f.Reorder, Delay: duration(f.Delay), BadSignature: f.BadSignature,
		WrongCorp: f.WrongCorp, Stale: duration(f.Stale), Oversized: f.Oversized,
	}
}

// strictJSON reads one value with known fields only and nothing after it.
func strictJSON(data []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}

// answerJSON answers at a control path.
func answerJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client may be gone
}
