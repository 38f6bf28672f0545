package wecom

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"gridwarden/bot"
)

// DefaultAPIBase is the platform's public host.
const DefaultAPIBase = "https://qyapi.weixin.qq.com"

// Photos are the stored files a message can show.
type Photos interface {
	Open(ctx context.Context, sha256 string) (io.ReadCloser, error)
}

// Config is what a [Client] needs.
type Config struct {
	APIBase string // scheme and host, and a path if a gateway needs one; empty: DefaultAPIBase
	CorpID  string
	AgentID int
	Secret  Secret
	HomeURL string // opened by notice cards that have no URL of their own; the platform demands one

	Photos     Photos     // nil: bodies with an image or file cannot be rendered
	TokenStore TokenStore // nil: the token is kept in memory only

	Now         func() time.Time // nil: time.Now
	DialTimeout time.Duration    // for connecting and for TLS, each; 0: 3 s
	Timeout     time.Duration    // for one exchange; 0: 10 s
	Transfer    time.Duration    // for one upload or download; 0: 60 s
	InFlight    int              // sends at once; 0: 4
	Networks    []netip.Prefix   // not public, but may be called: private deployments, the simulator on 127.0.0.0/8
	RootCAs     *x509.CertPool   // nil: the system's
	Proxy       func(*http.Request) (*url.URL, error)

	// Observe is told of every exchange: the API, "ok" or the error code or the
	// remedy, and the time it took. May be nil.
	Observe func(api, outcome string, took time.Duration)
}

func (cfg *Config) tls() *tls.Config {
	return &tls.Config{RootCAs: cfg.RootCAs, MinVersion: tls.VersionTLS12}
}

func (cfg *Config) defaults() {
	if cfg.APIBase == "" {
		cfg.APIBase = DefaultAPIBase
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Observe == nil {
		cfg.Observe = func(string, string, time.Duration) {}
	}
	cfg.DialTimeout = orDefault(cfg.DialTimeout, 3*time.Second)
	cfg.Timeout = orDefault(cfg.Timeout, 10*time.Second)
	cfg.Transfer = orDefault(cfg.Transfer, time.Minute)
	cfg.InFlight = orDefault(cfg.InFlight, 4)
}

func orDefault[T int | time.Duration](v, fallback T) T {
	if v <= 0 {
		return fallback
	}
	return v
}

// A Client calls the platform for one app of one corp. It is safe for
// concurrent use, and several can live in one process.
type Client struct {
	cfg     Config
	base    *url.URL
	http    *http.Transport
	tokens  *tokens
	gate    *gate
	windows windows
	media   *mediaCache
}

var _ bot.Sender = (*Client)(nil)

// New checks the settings; it calls nobody.
func New(cfg Config) (*Client, error) {
	cfg.defaults()
	switch {
	case cfg.CorpID == "":
		return nil, errors.New("corp id is empty")
	case cfg.AgentID <= 0:
		return nil, fmt.Errorf("agent id %d is not positive", cfg.AgentID)
	case cfg.Secret == "":
		return nil, errors.New("app secret is empty")
	}
	base, err := apiBase(cfg)
	if err != nil {
		return nil, err
	}
	if cfg.HomeURL != "" && !isLink(cfg.HomeURL) {
		return nil, errors.New("home url is no http or https address")
	}
	c := &Client{cfg: cfg, base: base, gate: newGate(cfg.InFlight), media: newMediaCache()}
	c.http = newTransport(cfg)
	c.tokens = &tokens{client: c, key: tokenKey(cfg.CorpID, cfg.AgentID)}
	return c, nil
}

func apiBase(cfg Config) (*url.URL, error) {
	base, err := url.Parse(cfg.APIBase)
	if err != nil || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "" ||
		base.Scheme != "https" && base.Scheme != "http" {
		return nil, errors.New("api base is no plain http or https address")
	}
	if addr, err := netip.ParseAddr(base.Hostname()); err == nil && !reachable(addr, cfg.Networks) {
		return nil, fmt.Errorf("api base %s: %w", addr, errForbidden)
	}
	base.Path = strings.TrimRight(base.Path, "/")
	base.RawPath = ""
	return base, nil
}

// Close waits for a token fetch in flight and closes idle connections.
func (c *Client) Close() {
	c.tokens.wait.Wait()
	c.http.CloseIdleConnections()
}
