package wecomsim

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// maxPassive is how much of an answer is read, in bytes.
const maxPassive = 1 << 20

// postCallback makes the request of wecom-api.md 1.5.
func (s *Sim) postCallback(ctx context.Context, address string, dice *rand.Rand, elements []element, f Fault) (status int, reply []byte, err error) {
	if address == "" {
		return 0, nil, errors.New("the app has no callback address")
	}
	query, body := s.wrap(dice, elements, f)
	target, err := withQuery(address, query)
	if err != nil {
		return 0, nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return 0, nil, withoutURL(err)
	}
	req.Header.Set("Content-Type", "text/xml")
	resp, err := s.client.Do(req)
	if err != nil {
		return 0, nil, withoutURL(err)
	}
	defer resp.Body.Close()
	reply, err = io.ReadAll(io.LimitReader(resp.Body, maxPassive))
	if err != nil {
		return 0, nil, withoutURL(err)
	}
	return resp.StatusCode, reply, nil
}

// wrap encrypts a document and signs it, with what the fault spoils.
func (s *Sim) wrap(dice *rand.Rand, elements []element, f Fault) (url.Values, []byte) {
	if f.Oversized > 0 {
		elements = append(slices.Clone(elements), leaf("Padding", strings.Repeat("x", f.Oversized)))
	}
	receiver := s.cfg.CorpID
	if f.WrongCorp {
		receiver = "ww" + strings.Repeat("0", 16)
	}
	encrypted := s.cipher.seal(random16(dice), writeDocument(dice, elements), receiver)
	timestamp := strconv.FormatInt(s.cfg.Now().Add(-f.Stale).Unix(), 10)
	nonce := strconv.FormatUint(uint64(dice.Uint32()), 10)
	signature := s.cipher.sign(timestamp, nonce, encrypted)
	if f.BadSignature {
		signature = s.cipher.sign(timestamp, nonce+"0", encrypted)
	}
	outer := writeDocument(dice, []element{
		leaf("ToUserName", s.cfg.CorpID), leaf("Encrypt", encrypted), leaf("AgentID", strconv.Itoa(s.cfg.AgentID)),
	})
	return url.Values{"msg_signature": {signature}, "timestamp": {timestamp}, "nonce": {nonce}}, outer
}

func random16(dice *rand.Rand) (b [16]byte) {
	for i := range b {
		b[i] = "0123456789abcdef"[dice.IntN(16)]
	}
	return b
}

func withQuery(address string, query url.Values) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", errors.New("the callback address is no url")
	}
	merged := u.Query()
	for name, values := range query {
		merged[name] = values
	}
	u.RawQuery = merged.Encode()
	return u.String(), nil
}

// withoutURL keeps the signed query out of errors.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
