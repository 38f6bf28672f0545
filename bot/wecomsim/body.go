package wecomsim

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"strconv"
	"strings"
)

var unicodeEscape = regexp.MustCompile(`(^|[^\\])(\\\\)*\\u[0-9a-fA-F]{4}`)

// hasUnicodeEscape finds \uXXXX in a JSON body (wecom-api.md 0.2).
func hasUnicodeEscape(call *apiCall) bool {
	return !isForm(call) && bytes.Contains(call.body, []byte(`\u`)) && unicodeEscape.Match(call.body)
}

func isForm(call *apiCall) bool {
	return strings.HasPrefix(call.header.Get("Content-Type"), "multipart/")
}

// decode reads the JSON body as leniently as the platform: a value of the wrong
// type is ignored and remembered in call.warned (wecom-api.md 0.2).
func (call *apiCall) decode(into any) *refusal {
	if len(bytes.TrimSpace(call.body)) == 0 {
		return refusef(40063, "empty body")
	}
	err := json.Unmarshal(call.body, into)
	var wrongType *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrongType):
		call.warned = true
	case err != nil:
		return refusef(40035, "body is not json")
	}
	return nil
}

// A looseInt takes a number that is written as a string, as the platform does
// with a warning.
type looseInt struct {
	value int
	given bool
	loose bool
	wrong bool
}

// UnmarshalJSON never fails: what is no number is wrong.
func (n *looseInt) UnmarshalJSON(data []byte) error {
	text := string(data)
	if text == "null" {
		return nil
	}
	n.given = true
	if unquoted, err := strconv.Unquote(text); err == nil {
		text, n.loose = unquoted, true
	}
	value, err := strconv.Atoi(text)
	n.value, n.wrong = value, err != nil
	return nil
}

// agent checks an agentid (wecom-api.md 4.1).
func (s *Sim) agent(call *apiCall, id looseInt) *refusal {
	switch {
	case !id.given:
		return refuse(41011)
	case id.wrong || id.value <= 0:
		return refuse(40056)
	case id.value != s.cfg.AgentID:
		return refuse(301002)
	}
	call.warned = call.warned || id.loose
	return nil
}

// agentInQuery checks the agentid of a menu call.
func (s *Sim) agentInQuery(call *apiCall) *refusal {
	text := call.query.Get("agentid")
	value, err := strconv.Atoi(text)
	return s.agent(call, looseInt{value: value, given: text != "", wrong: err != nil})
}
