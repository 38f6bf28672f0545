package wecomsim

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"net/http"
	"time"
)

const (
	// streamPace is how often a stream looks for news: fast enough to feel
	// immediate, and a look without news costs little.
	streamPace = 150 * time.Millisecond
	// slowPace is how often, in looks, it asks for what hardly changes: people and menu.
	slowPace = 12
	// streamPulse keeps proxies and the browser from giving up a quiet stream.
	streamPulse = 15 * time.Second
	// streamRetry is how soon a browser comes back after a broken stream.
	streamRetry = 1500 * time.Millisecond
)

// A stream tells one browser what changed, as Server-Sent Events: "phone" with
// new and changed messages (everything at first), "clock", "log", "people", "menu", "tour".
type stream struct {
	page  *page
	users []string
	out   http.ResponseWriter
	flush *http.ResponseController

	seed     maphash.Seed
	revision map[string]uint64            // by userid, of the phone when last looked at
	told     map[string]map[string]uint64 // by userid and message, a hash of what was told
	last     map[string][]byte            // by event, the body last told
	logged   int64                        // ID of the last log line told
	idle     time.Time                    // since when nothing was told; real time
}

// events answers GET /sim/page/events?user=a&user=b and ends with the request.
func (p *page) events(w http.ResponseWriter, r *http.Request) {
	s := &stream{page: p, users: r.URL.Query()["user"], out: w, flush: http.NewResponseController(w),
		seed: maphash.MakeSeed(), revision: map[string]uint64{}, told: map[string]map[string]uint64{}, last: map[string][]byte{}, idle: time.Now()}
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)
	fmt.Fprintf(w, "retry: %d\n\n", streamRetry.Milliseconds())
	if err := s.run(r.Context()); err != nil {
		return // the browser is gone
	}
}

func (s *stream) run(ctx context.Context) error {
	tick := time.NewTicker(streamPace)
	defer tick.Stop()
	for look := 0; ; look++ {
		if err := s.tell(ctx); err != nil {
			return err
		}
		if look%slowPace == 0 {
			if err := s.tellRoster(); err != nil {
				return err
			}
			if stops := s.page.tour(ctx); stops != nil {
				if err := s.tellIfChanged("tour", stops); err != nil {
					return err
				}
			}
		}
		if err := s.flush.Flush(); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// tell sends all that changed since it was last called.
func (s *stream) tell(ctx context.Context) error {
	for _, user := range s.users {
		if err := s.tellPhone(user); err != nil {
			return err
		}
	}
	if clock := s.page.clock(ctx); clock != nil {
		if err := s.tellIfChanged("clock", clock); err != nil {
			return err
		}
	}
	if err := s.tellLog(ctx); err != nil {
		return err
	}
	if time.Since(s.idle) < streamPulse {
		return nil
	}
	s.idle = time.Now()
	_, err := fmt.Fprint(s.out, ": still here\n\n")
	return err
}

// tellRoster sends people and menu, at first and when they changed.
func (s *stream) tellRoster() error {
	if err := s.tellIfChanged("people", s.page.people()); err != nil {
		return err
	}
	return s.tellIfChanged("menu", s.page.menu())
}

func (s *stream) tellPhone(user string) error {
	phone := s.page.sim.Phone(user)
	if phone == nil {
		return nil
	}
	told, known := s.told[user]
	revision := phone.Revision()
	if known && s.revision[user] == revision {
		return nil
	}
	s.revision[user] = revision
	if !known {
		told = map[string]uint64{}
		s.told[user] = told
	}
	fresh := []json.RawMessage{}
	for _, m := range phone.Shown() {
		body, err := json.Marshal(toPageShown(m))
		if err != nil {
			return fmt.Errorf("encode message %s of %s: %w", m.ID, user, err)
		}
		hash := maphash.Bytes(s.seed, body)
		if before, ok := told[m.ID]; ok && before == hash {
			continue
		}
		told[m.ID] = hash
		fresh = append(fresh, body)
	}
	if known && len(fresh) == 0 {
		return nil
	}
	return s.send("phone", map[string]any{"user": user, "reset": !known, "shown": fresh})
}

func (s *stream) tellLog(ctx context.Context) error {
	log := s.page.sim.hooks().Log
	if log == nil {
		return nil
	}
	lines, err := log(ctx, s.logged)
	if err != nil || len(lines) == 0 {
		return nil // not readable now: asked again at the next tick
	}
	s.logged = lines[len(lines)-1].ID
	return s.send("log", toPageLines(lines))
}

// tellIfChanged sends a body unless it is the one last sent.
func (s *stream) tellIfChanged(event string, body any) error {
	now, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode %s: %w", event, err)
	}
	if bytes.Equal(s.last[event], now) {
		return nil
	}
	s.last[event] = now
	return s.write(event, now)
}

func (s *stream) send(event string, body any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode %s: %w", event, err)
	}
	return s.write(event, data)
}

// write sends one event. JSON has no line breaks, so its data is one line.
func (s *stream) write(event string, data []byte) error {
	s.idle = time.Now()
	_, err := fmt.Fprintf(s.out, "event: %s\ndata: %s\n\n", event, data)
	return err
}
