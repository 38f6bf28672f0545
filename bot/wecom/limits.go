package wecom

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"gridwarden/bot"
)

// A LimitError is a body the platform would refuse; nothing was sent. Sending it
// again cannot help.
type LimitError struct {
	Field string // as the platform names it: "button_list"
	Limit int    // the hard limit that was passed; 0 where the field is missing or malformed
	Rule  string
}

func (e *LimitError) Error() string { return fmt.Sprintf("%s: %s", e.Field, e.Rule) }

// Hard limits: the platform refuses what passes them (wecom-api.md 4.1, 4.3, 4.6).
const (
	maxRecipients = 1000
	maxTaskID     = 128 // bytes
	maxKey        = 1024
	maxOptionID   = 128
	maxURL        = 2048
	maxArticles   = 8
	maxButtons    = 6
	maxFields     = 6 // horizontal_content_list
	maxRows       = 4 // vertical_content_list
	maxJumps      = 3
	maxSelects    = 3
	maxPickOpts   = 10 // button_selection, select_list
	maxVoteOpts   = 20 // checkbox
)

// softBytes and softChars are limits beyond which the platform cuts text, not
// always on a rune boundary; we cut first (wecom-api.md 4.3 and 4.6).
var softBytes = map[string]int{
	"text.content":     2048,
	"markdown.content": 2048,
	"articles.title":   128,
	"articles.desc":    512,
}

var softChars = map[string]int{
	"source.desc":       20,
	"main_title.title":  36,
	"main_title.desc":   160,
	"quote_text":        160,
	"emphasis.title":    14,
	"emphasis.desc":     22,
	"sub_title_text":    160,
	"vertical.title":    38,
	"vertical.desc":     160,
	"horizontal.key":    5,
	"horizontal.value":  30,
	"jump.title":        18,
	"selection.title":   13,
	"selection.option":  16,
	"checkbox.option":   17,
	"button.text":       10,
	"submit.text":       10,
	"replace_name.text": 10,
}

func oneEach(rune) int { return 1 }

// soft makes text fit its field: control characters and marks that turn the
// writing direction go, and what is too long is cut.
func soft(field, s string) string {
	s = tidy(s)
	if limit, ok := softBytes[field]; ok {
		return bot.Cut(s, limit, utf8.RuneLen)
	}
	return bot.Cut(s, softChars[field], oneEach)
}

// tidy removes what JSON would have to escape as \u, which the platform refuses
// (wecom-api.md 0.2), and what makes text lie about itself (promises.md S17).
func tidy(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\u2028' || r == '\u2029':
			return '\n'
		case r < 0x20, 0x7f <= r && r <= 0x9f, r == '\ufeff', r == '\u061c',
			r == '\u200e', r == '\u200f', '\u202a' <= r && r <= '\u202e', '\u2066' <= r && r <= '\u2069':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// An audit gathers all that is wrong with a body, so that it is mended at once.
type audit struct{ errs []error }

func (a *audit) refuse(field, rule string) {
	a.errs = append(a.errs, &LimitError{Field: field, Rule: rule})
}

func (a *audit) required(field, s string) {
	if strings.TrimSpace(s) == "" {
		a.refuse(field, "is required")
	}
}

func (a *audit) atMost(field string, got, most int, unit string) {
	if got > most {
		a.errs = append(a.errs, &LimitError{Field: field, Limit: most, Rule: fmt.Sprintf("%d %s, at most %d", got, unit, most)})
	}
}

func (a *audit) key(field, s string, most int) {
	a.required(field, s)
	a.atMost(field, len(s), most, "bytes")
	if s != tidy(s) {
		a.refuse(field, "holds control characters")
	}
}

func (a *audit) link(field, s string) {
	a.atMost(field, len(s), maxURL, "bytes")
	if !isLink(s) {
		a.refuse(field, "is no http or https address")
	}
}

// unique reports the first key that occurs twice.
func (a *audit) unique(field string, keys []string) {
	seen := map[string]bool{}
	for _, k := range keys {
		if seen[k] {
			a.refuse(field, "occurs twice")
			return
		}
		seen[k] = true
	}
}

func (a *audit) err() error { return errors.Join(a.errs...) }

func isLink(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

var (
	taskPattern = regexp.MustCompile(`^[0-9A-Za-z_@-]+$`)
	userPattern = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_@.-]{0,63}$`) // not "@all"
)

func (a *audit) recipients(to []string) {
	if len(to) == 0 {
		a.refuse("touser", "is required")
	}
	a.atMost("touser", len(to), maxRecipients, "recipients")
	for _, id := range to {
		if !userPattern.MatchString(id) {
			a.refuse("touser", fmt.Sprintf("%q is no userid", id))
			return
		}
	}
}

func (a *audit) task(task string, needed bool) {
	if task == "" && !needed {
		return
	}
	a.required("task_id", task)
	a.atMost("task_id", len(task), maxTaskID, "bytes")
	if task != "" && !taskPattern.MatchString(task) {
		a.refuse("task_id", "holds other than letters, digits, _ - @")
	}
}
