package wecom

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"gridwarden/bot"
)

const (
	maxBody     = 64 << 10
	minToken    = 8
	acceptLimit = 3500 * time.Millisecond // the platform hangs up after 5 s
)

// Outcomes of callbacks beside the flaws, for counting.
const (
	Accepted = "accepted" // stored, answered 200
	Unused   = "unused"   // genuine but nothing the bot has a use for, answered 200
	Verified = "verified" // the admin console checked the address
	Failed   = "failed"   // could not be stored in time, answered 503 so that the platform repeats it
)

// ReceiverConfig is what a [Receiver] needs.
type ReceiverConfig struct {
	CorpID         string
	AgentID        int
	Token          Secret
	EncodingAESKey Secret

	// Accept stores the message durably before it returns nil. Its context ends
	// after 3.5 s. A message that was accepted before must be accepted again.
	Accept func(ctx context.Context, m bot.Message, r *Received) error

	Now   func() time.Time     // nil: time.Now
	Count func(outcome string) // of every callback: an outcome above or a Flaw; may be nil
	Log   *slog.Logger         // nil: slog.Default; told only why Accept failed
}

// A Receiver is the http.Handler for the app's callback address: GET proves to
// the admin console that the address is ours, POST brings messages and events.
// Encryption is never negotiable by the request.
type Receiver struct {
	cfg    ReceiverConfig
	cipher *Cipher
}

// NewReceiver refuses secrets that anybody could guess.
func NewReceiver(cfg ReceiverConfig) (*Receiver, error) {
	switch {
	case cfg.CorpID == "":
		return nil, errors.New("corp id is empty")
	case cfg.AgentID <= 0:
		return nil, fmt.Errorf("agent id %d is not positive", cfg.AgentID)
	case len(cfg.Token) < minToken:
		return nil, fmt.Errorf("callback token has %d characters, at least %d are needed", len(cfg.Token), minToken)
	case cfg.Accept == nil:
		return nil, errors.New("nobody accepts the messages")
	}
	cipher, err := NewCipher(cfg.Token, cfg.EncodingAESKey, cfg.CorpID)
	if err != nil {
		return nil, err
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Count == nil {
		cfg.Count = func(string) {}
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	return &Receiver{cfg: cfg, cipher: cipher}, nil
}

// Open verifies, decrypts and reads one POST callback. Every error is a [Flaw].
// The checks stand in the order of wecom-api.md 1.2.
func (r *Receiver) Open(rawQuery string, body []byte) (*Received, error) {
	if len(body) > maxBody || len(rawQuery) > maxQuery {
		return nil, FlawSize
	}
	outer, err := readEnvelope(string(body))
	if err != nil {
		return nil, err
	}
	doc, err := r.open(sealOf(rawQuery), outer.encrypted)
	if err != nil {
		return nil, err
	}
	if outer.corp != "" && outer.corp != r.cfg.CorpID {
		return nil, FlawCorp
	}
	if outer.agent != "" && number(outer.agent) != r.cfg.AgentID {
		return nil, FlawAgent
	}
	received, err := read(doc)
	if err != nil {
		return nil, err
	}
	if received.Corp != r.cfg.CorpID {
		return nil, FlawCorp
	}
	// Contact and 微信客服 events belong to no app; everything a member sends does.
	if received.Agent != r.cfg.AgentID && (received.Agent != 0 || received.Type != "event") {
		return nil, FlawAgent
	}
	return received, nil
}

// open checks signature and freshness and decrypts.
func (r *Receiver) open(s seal, encrypted string) (string, error) {
	if err := r.cipher.Verify(s.signature, s.timestamp, s.nonce, encrypted); err != nil {
		return "", err
	}
	if !s.fresh(r.cfg.Now()) {
		return "", FlawStale
	}
	return r.cipher.Open(encrypted)
}

// ServeHTTP answers 200 with an empty body once a message is stored, 503 if it
// could not be, and 4xx to what is not genuine.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	var outcome string
	var err error
	switch req.Method {
	case http.MethodGet:
		outcome, err = Verified, r.verify(w, req)
	case http.MethodPost:
		outcome, err = r.receive(req)
	default:
		w.Header().Set("Allow", "GET, POST")
		err = FlawMethod
	}
	var flaw Flaw
	switch {
	case errors.As(err, &flaw):
		outcome = string(flaw)
		w.WriteHeader(flaw.Status())
	case err != nil:
		outcome = Failed
		r.cfg.Log.ErrorContext(req.Context(), "callback not stored", "err", err)
		w.WriteHeader(http.StatusServiceUnavailable)
	case outcome != Verified:
		w.WriteHeader(http.StatusOK)
	}
	r.cfg.Count(outcome)
}

// verify answers the admin console's check with the decrypted echo, exactly
// (wecom-api.md 1.4).
func (r *Receiver) verify(w http.ResponseWriter, req *http.Request) error {
	if len(req.URL.RawQuery) > maxQuery {
		return FlawSize
	}
	// A plus sign that was not escaped arrives as a blank.
	echo := bytes.ReplaceAll([]byte(param(req.URL.RawQuery, "echostr")), []byte(" "), []byte("+"))
	if len(echo) == 0 {
		return FlawPlain
	}
	msg, err := r.open(sealOf(req.URL.RawQuery), string(echo))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Length", strconv.Itoa(len(msg)))
	// If this write fails the console repeats its check.
	_, _ = io.WriteString(w, msg)
	return nil
}

func (r *Receiver) receive(req *http.Request) (outcome string, err error) {
	body, err := readBody(req)
	if err != nil {
		return "", err
	}
	received, err := r.Open(req.URL.RawQuery, body)
	if err != nil {
		return "", err
	}
	m, ok := received.Message()
	if !ok {
		return Unused, nil
	}
	ctx, cancel := context.WithTimeout(req.Context(), acceptLimit)
	defer cancel()
	if err := r.cfg.Accept(ctx, m, received); err != nil {
		return "", fmt.Errorf("accept callback: %w", unflawed{err})
	}
	return Accepted, nil
}

// unflawed hides the chain of an Accept error, so that it is never taken for a
// flaw of the request.
type unflawed struct{ err error }

func (u unflawed) Error() string { return u.err.Error() }

func readBody(req *http.Request) ([]byte, error) {
	if req.ContentLength > maxBody {
		return nil, FlawSize
	}
	var buf bytes.Buffer
	if req.ContentLength > 0 {
		buf.Grow(int(req.ContentLength) + bytes.MinRead)
	}
	n, err := buf.ReadFrom(io.LimitReader(req.Body, maxBody+1))
	switch {
	case n > maxBody:
		return nil, FlawSize
	case err != nil:
		return nil, FlawUnreadable
	}
	return buf.Bytes(), nil
}
