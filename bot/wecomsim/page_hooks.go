package wecomsim

import (
	"context"
	"time"
)

// Hooks lend the page what the simulator does not own: the clock of the
// simulated world and the thoughts of the bot. Every field is optional; the
// page leaves out what is missing.
type Hooks struct {
	// Clock tells the present of the simulated world. Without it the page shows no clock.
	Clock func() time.Time

	// Advance moves that present to a later moment and returns when all that was
	// due until then has happened. The present may have passed the moment by a
	// little: then it is a move to now. Its context ends when the page's request does.
	Advance func(ctx context.Context, to time.Time) error

	// Next tells the next thing that is planned, and when; false means nothing is.
	Next func(ctx context.Context) (at time.Time, what string, ok bool)

	// Log gives the decisions of the bot with an ID above after, oldest first.
	Log func(ctx context.Context, after int64) ([]LogLine, error)

	// Tour gives the stops of a guided tour in their order. Without it the page
	// shows none.
	Tour func(ctx context.Context) ([]TourStop, error)

	// Openers are the userids whose phones are first shown; empty means the first four people.
	Openers []string

	// Places are offered for sending a location; empty means one of the page's own.
	Places []Place
}

// SetHooks replaces [Config.Hooks], for a lender that is built after the
// simulator. Pages that are open show what was lent before until they are loaded anew.
func (s *Sim) SetHooks(h Hooks) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cfg.Hooks = h
}

func (s *Sim) hooks() Hooks {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cfg.Hooks
}

// A LogLine is one decision of the bot in the page's log.
type LogLine struct {
	ID      int64     // grows with every line
	At      time.Time // in the simulated world
	Subject string    // what it is about, as short as a number or a name
	Text    string    // what was decided
	Why     string    // the reason; may be empty
}

// A TourStop is one thing to try. The page opens a phone, moves the clock or says
// something when asked to; what has been tried is told by the lender.
type TourStop struct {
	ID    string
	Title Words
	Text  Words    // what to do, and what to watch
	Who   []string // userids whose phones it needs, the one to begin with first
	Says  []Saying
	Until time.Time // where the clock should stand; zero: anywhere
	Done  bool
}

// A Saying is something to say on a phone, for those who do not want to type.
type Saying struct {
	Who  string // userid
	Text string // never translated: it is said in a chat
}

// Words are the page's own, in both of its languages.
type Words struct{ Chinese, English string }

// A Place is a point a member can say he is at. Degrees, as in a location
// message (wecom-api.md 2.2).
type Place struct {
	Label    string
	Lat, Lon float64
}

var defaultPlaces = []Place{{Label: "人民广场", Lat: 31.230416, Lon: 121.473701}}
