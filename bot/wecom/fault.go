package wecom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"gridwarden/bot"
)

// A remedy row says what may be done about some error codes.
type remedyRow struct {
	remedy bot.Remedy
	wait   time.Duration
	why    string
	codes  []int
}

// remedies is wecom-api.md 10 and 5.5 as a table. Drop stands for mistakes of
// the program too: repeating the same bytes cannot help, and a failed call
// reaches a human. A code that is not here is an Alert.
var remedies = []remedyRow{
	{bot.Retry, 0, "platform is busy", []int{-1, 6000}},
	{bot.Hold, time.Minute, "frequency limit", []int{45009}},
	{bot.Hold, time.Second, "too many calls at once", []int{45033}},

	{bot.Alert, 0, "secret or token is not accepted", []int{40001, 40014, 42001}},
	{bot.Alert, 0, "corp id or secret is wrong", []int{40013, 40091, 41002, 41004, 45031}},
	{bot.Alert, 0, "not authorised for this call", []int{48001, 48002, 48004, 48005, 48006, 48007, 48008, 48009}},
	{bot.Alert, 0, "app is disabled", []int{50003}},
	{bot.Alert, 0, "corp is disabled", []int{301007}},
	{bot.Alert, 0, "caller address is not trusted", []int{60020}},
	{bot.Alert, 0, "agent id does not belong to the secret", []int{301002, 40056}},
	{bot.Alert, 0, "no interface licence", []int{701008, 701099}},
	{bot.Alert, 0, "callback address is missing or failed its check", []int{40057, 43012}},
	{bot.Alert, 0, "trusted domain is wrong", []int{50001, 80001, 85005, 85004}},

	{bot.Drop, 0, "blocked by the spam filter", []int{40201, 82004}},
	{bot.Drop, 0, "recipient is unknown or out of sight", []int{40003, 60111, 46004, 40066, 60003, 60123, 40068, 40070, 40073, 50002, 60011, 60021, 92000, codeNobody}},
	{bot.Drop, 0, "recipients are missing or too many", []int{81012, 82001, 82002, 82003, 40031, 40032}},
	{bot.Drop, 0, "a parameter is missing or wrong", []int{41001, 41009, 41010, 41011, 41016, 41033, 41035, 40008, 40033, 40035, 40058, 40063, 40039, 45034, 40094, 40074, 44004, 45002, 45008, 45032, 45029}},
	{bot.Drop, 0, "a card field is missing or wrong", []int{42014, 42015, 42016, 42017, 42018, 42019, 42020, 42027, 42028, 42029, 42030, 42031, 42033, 42035, 42036, 42037, 42038, 42039, 42040, 42041, 42042, 42043, 42044, 42045, 42046, 42047, 42049, 42050, 42051}},
	{bot.Drop, 0, "response code is used, expired or unknown", []int{60140}},
	{bot.Drop, 0, "media is refused or expired", []int{40004, 40005, 40006, codeMedia, 40009, 40011, 45001, 40123, 41006, 44001, 45007, 301016, 301017, 830001, 830002, 830003}},
	{bot.Drop, 0, "menu is refused", []int{40016, 40017, 40018, 40019, 40020, 40021, 40022, 40023, 40024, 40025, 40026, 40027, 40054, 40055, 41102, codeNoMenu}},
}

// Codes that code looks at by name.
const (
	codeFrequency = 45009
	codeCrowded   = 45033
	codeNobody    = 81013 // every recipient invalid or invisible
	codeMedia     = 40007
	codeNoMenu    = 46003
)

// staleToken are the codes after which the token is dropped, fetched once and
// the call repeated once (wecom-api.md 3).
var staleToken = map[int]bool{40001: true, 40014: true, 42001: true}

var remedyOf = sync.OnceValue(func() map[int]remedyRow {
	m := map[int]remedyRow{}
	for _, row := range remedies {
		for _, code := range row.codes {
			m[code] = row
		}
	}
	return m
})

// An answer is what every JSON answer of the platform begins with.
type answer struct {
	Code *int   `json:"errcode"`
	Text string `json:"errmsg"`
}

var hintPattern = regexp.MustCompile(`hint: ?\[([0-9A-Za-z_-]{1,64})\]`)

// wrongJSON is in errmsg beside errcode 0 when part of the request was ignored
// (wecom-api.md 0.2).
const wrongJSON = "wrong json format"

// faultIn reads the error code out of a JSON answer; nil if the call was
// accepted. A known code is explained by the table, never by foreign text.
func faultIn(body []byte, lost bot.Remedy) *bot.Fault {
	var a answer
	if err := json.Unmarshal(body, &a); err != nil || a.Code == nil {
		return &bot.Fault{Remedy: lost, Err: errors.New("answer is not what the platform writes")}
	}
	hint := ""
	if m := hintPattern.FindStringSubmatch(a.Text); m != nil {
		hint = m[1]
	}
	if *a.Code == 0 {
		if strings.Contains(strings.ToLower(a.Text), wrongJSON) {
			return &bot.Fault{Remedy: bot.Drop, Hint: hint, Err: errors.New("platform took only part of the request: wrong json format")}
		}
		return nil
	}
	row, known := remedyOf()[*a.Code]
	if !known {
		row = remedyRow{remedy: bot.Alert, why: "unknown code"}
	}
	return &bot.Fault{Remedy: row.remedy, Code: *a.Code, Hint: hint, Wait: row.wait, Err: errors.New(row.why)}
}

// statusFault classifies an HTTP status other than the expected one. A 5xx may
// come from a gateway behind which the call was made.
func statusFault(status int, lost bot.Remedy) *bot.Fault {
	f := &bot.Fault{Remedy: bot.Alert, Err: fmt.Errorf("http status %d", status)}
	switch {
	case status >= 500:
		f.Remedy = lost
	case status == 429:
		f.Remedy, f.Wait = bot.Hold, time.Minute
	}
	return f
}

// cause names what happened on the wire without the words of net/http, which
// quote URLs.
func cause(err error) error {
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, errForbidden):
		return errForbidden
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return context.DeadlineExceeded
	}
	return errBroken
}

var (
	errBroken    = errors.New("connection broken")
	errConnect   = errors.New("cannot connect")
	errForbidden = errors.New("address is not public and its network is not listed")
	errTooBig    = errors.New("answer is too big")
)
