package wecom

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxSkew is how far the signed time stamp may be from now: retries come within
// 20 s, captured requests come later (promises.md S4).
const maxSkew = 5 * time.Minute

// maxQuery bounds what is hashed for a signature.
const maxQuery = 8 << 10

// A seal is what the query of a callback proves.
type seal struct {
	signature, timestamp, nonce string
}

func sealOf(rawQuery string) seal {
	return seal{
		signature: param(rawQuery, "msg_signature"),
		timestamp: param(rawQuery, "timestamp"),
		nonce:     param(rawQuery, "nonce"),
	}
}

// param is the first value of a query parameter, without building a map of all.
func param(rawQuery, name string) string {
	for rawQuery != "" {
		var pair string
		pair, rawQuery, _ = strings.Cut(rawQuery, "&")
		key, value, _ := strings.Cut(pair, "=")
		if key != name {
			continue
		}
		plain, err := url.QueryUnescape(value)
		if err != nil {
			return ""
		}
		return plain
	}
	return ""
}

// fresh tells whether the signed moment is near enough to now.
func (s seal) fresh(now time.Time) bool {
	seconds, err := strconv.ParseInt(s.timestamp, 10, 64)
	if err != nil || seconds < 0 || seconds > 1<<40 {
		return false
	}
	return now.Sub(time.Unix(seconds, 0)).Abs() <= maxSkew
}

// An envelope is the outer document of a callback (wecom-api.md 1.5). Only
// Encrypt is signed; corp and agent are compared again inside.
type envelope struct {
	corp, agent, encrypted string
}

func readEnvelope(body string) (envelope, error) {
	var room [8]element
	elements, err := parse(body, room[:0], FlawEnvelope)
	if err != nil {
		return envelope{}, err
	}
	var e envelope
	for _, el := range elements {
		if el.depth != 2 {
			continue
		}
		text := strings.TrimSpace(el.text)
		switch el.name {
		case "ToUserName":
			e.corp = text
		case "AgentID":
			e.agent = text
		case "Encrypt":
			if e.encrypted != "" {
				return envelope{}, FlawEnvelope // two: which one is signed?
			}
			e.encrypted = text
		}
	}
	if e.encrypted == "" {
		return envelope{}, FlawPlain
	}
	return e, nil
}
