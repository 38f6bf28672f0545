package wecomsim

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// Config describes the corp, its one app and the moods of the platform.
// The zero value of every field that is not marked required is useful.
type Config struct {
	CorpID  string // required
	AgentID int    // required
	Secret  string // required

	Token          string // required; at most 32 letters and digits (wecom-api.md 1.1)
	EncodingAESKey string // required; 43 characters
	Callback       string // URL of the app's callback; [Sim.SetCallback] gives it later

	AppName string           // shown by the page; default 应用
	Now     func() time.Time // clock of the simulated world; default time.Now
	Home    string           // base URL of [Sim.Handler], for PicUrl and uploaded images; default http://127.0.0.1
	Faults  *Faults          // default: none, see [Sim.Faults]
	Seed    int64            // the same seed and the same calls in the same order give the same ids and XML

	// People and Departments are there from the start. Without departments there
	// is the root, 1.
	People      []Person
	Departments []Department

	// TrustedIPs are the addresses and networks the app may call from; empty
	// means all. gettoken is exempt (wecom-api.md 13.14).
	TrustedIPs []netip.Prefix

	// WrongSecrets is how many wrong secrets in an hour lock an address for an
	// hour; default 5. The platform tells no number.
	WrongSecrets int

	// Accounts is the account limit the app's daily quota is made of, 200
	// person-times each (wecom-api.md 4.11); default 100000.
	Accounts int

	// MaxInFlight is how many calls to one API path, or for one media id, may
	// run at once before 45033; 0 means any number.
	MaxInFlight int

	IgnoreDuplicateCheck bool // enable_duplicate_check has no effect
	FileMessages         bool // files that members send reach the app (wecom-api.md 13.3)
	PrivateFields        bool // user/get and user/list show mobiles, as to apps made before 2022-06-20

	// TrustedHosts are the host[:port] that OAuth may redirect to; empty means
	// hosts of this machine.
	TrustedHosts []string

	CallbackTimeout time.Duration // real time the app has to answer; default 5 s
	RetryAfter      time.Duration // real time between two deliveries of a callback; default none

	Hooks Hooks // what the page borrows
}

// Sim is a simulated platform. It is safe for concurrent use.
type Sim struct {
	cfg    Config
	cipher *cipher
	faults *Faults
	client *http.Client

	mu       sync.Mutex // guards all below
	callback string
	people   map[string]*person // by lower-case userid
	order    []*person          // as added
	depts    map[int]Department
	tokens   tokenDesk
	quotas   quotas
	sent     map[string]*sentMessage // by msgid
	tasks    map[string]bool         // every task_id ever accepted
	codes    map[string]*cardCode    // by response_code
	repeats  map[[32]byte]repeat     // of checked bodies
	files    map[string]*mediaFile   // by media_id
	pictures map[string][]byte       // permanent, by name
	logins   map[string]*login       // by OAuth code
	menu     []MenuEntry
	ledger   ledger
	changed  chan struct{} // closed at the next change; nil while nobody waits
	counters map[string]int64
	inFlight map[string]int
	peak     map[string]int

	post postOffice
}

// New checks the settings that must fit the platform's form.
func New(cfg Config) (*Sim, error) {
	var errs []error
	for name, value := range map[string]string{"corp id": cfg.CorpID, "secret": cfg.Secret, "token": cfg.Token} {
		if value == "" {
			errs = append(errs, fmt.Errorf("%s is empty", name))
		}
	}
	if cfg.AgentID <= 0 {
		errs = append(errs, fmt.Errorf("agent id %d is not positive", cfg.AgentID))
	}
	if len(cfg.Token) > 32 {
		errs = append(errs, errors.New("token is longer than 32 characters"))
	}
	c, err := newCipher(cfg.Token, cfg.EncodingAESKey, cfg.CorpID)
	errs = append(errs, err)
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("set up simulator: %w", err)
	}
	cfg.withDefaults()
	s := &Sim{
		cfg: cfg, cipher: c, faults: cfg.Faults, callback: cfg.Callback,
		client: &http.Client{
			Timeout:       cfg.CallbackTimeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			Transport:     &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: 30 * time.Second},
		},
		people:   map[string]*person{},
		depts:    map[int]Department{},
		tokens:   newTokenDesk(cfg),
		quotas:   newQuotas(cfg),
		sent:     map[string]*sentMessage{},
		tasks:    map[string]bool{},
		codes:    map[string]*cardCode{},
		repeats:  map[[32]byte]repeat{},
		files:    map[string]*mediaFile{},
		pictures: map[string][]byte{},
		logins:   map[string]*login{},
		counters: map[string]int64{},
		inFlight: map[string]int{},
		peak:     map[string]int{},
	}
	for _, d := range cfg.Departments {
		s.AddDepartment(d)
	}
	if len(cfg.Departments) == 0 {
		s.AddDepartment(Department{ID: rootDepartment, Name: cfg.AppName})
	}
	for _, p := range cfg.People {
		s.AddPerson(p)
	}
	return s, nil
}

func (c *Config) withDefaults() {
	if c.AppName == "" {
		c.AppName = "应用"
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Home == "" {
		c.Home = "http://127.0.0.1"
	}
	c.Home = strings.TrimSuffix(c.Home, "/")
	if c.Faults == nil {
		c.Faults = &Faults{}
	}
	if c.WrongSecrets == 0 {
		c.WrongSecrets = 5
	}
	if c.Accounts == 0 {
		c.Accounts = 100_000
	}
	if c.CallbackTimeout == 0 {
		c.CallbackTimeout = 5 * time.Second
	}
}

// Run delivers callbacks until its context ends, and returns when no delivery is
// under way any more. What was not delivered waits for the next Run.
func (s *Sim) Run(ctx context.Context) error {
	if err := s.open(ctx); err != nil {
		return err
	}
	<-ctx.Done()
	s.close()
	s.client.CloseIdleConnections()
	return nil
}

// Handler serves everything: the API under /cgi-bin/, the login page of OAuth,
// pictures, the control paths /sim/faults and /sim/ledger, and the page with the
// phones.
func (s *Sim) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/cgi-bin/", s.API())
	mux.HandleFunc("GET /connect/oauth2/authorize", s.authorize)
	mux.HandleFunc("GET "+picturePath+"{name}", s.servePicture)
	guard := http.NewCrossOriginProtection()
	mux.Handle("/sim/faults", guard.Handler(s.faults))
	mux.HandleFunc("GET /sim/ledger", s.serveLedger)
	mux.Handle("/", s.page())
	return mux
}

// Faults is the table of what goes wrong; it may be changed at any time.
func (s *Sim) Faults() *Faults { return s.faults }

// SetCallback tells where the app listens, as the admin console does. It checks
// nothing: see [Sim.VerifyURL].
func (s *Sim) SetCallback(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.callback = url
}

// Now is the present of the simulated world.
func (s *Sim) Now() time.Time { return s.cfg.Now() }
