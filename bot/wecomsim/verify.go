package wecomsim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// verifyWithin is how long the admin console waits (wecom-api.md 1.4).
const verifyWithin = time.Second

// VerifyURL makes the GET check of the callback address as the admin console
// does when settings are saved. The error says what the app got wrong.
func (s *Sim) VerifyURL(ctx context.Context) error {
	s.mu.Lock()
	address := s.callback
	n := s.count("verify")
	s.mu.Unlock()
	if address == "" {
		return errors.New("verify callback: the app has no callback address")
	}
	dice := s.dice("verify", n)
	secret := strconv.FormatUint(dice.Uint64(), 10)
	encrypted := s.cipher.seal(random16(dice), []byte(secret), s.cfg.CorpID)
	timestamp, nonce := strconv.FormatInt(s.cfg.Now().Unix(), 10), strconv.FormatUint(uint64(dice.Uint32()), 10)
	target, err := withQuery(address, url.Values{
		"msg_signature": {s.cipher.sign(timestamp, nonce, encrypted)}, "timestamp": {timestamp}, "nonce": {nonce}, "echostr": {encrypted},
	})
	if err != nil {
		return fmt.Errorf("verify callback: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, verifyWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return fmt.Errorf("verify callback: %w", withoutURL(err))
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return fmt.Errorf("verify callback: %w", withoutURL(err))
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 4<<10))
	switch {
	case err != nil:
		return fmt.Errorf("verify callback: %w", withoutURL(err))
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("verify callback: the app answered %s", resp.Status)
	case string(body) != secret:
		return errors.New("verify callback: the app did not answer the decrypted echostr alone")
	}
	return nil
}
