package flow

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// A Question is one thing a draft needs to know, bound to the variable it
// fills. It is made by [Text], [Number], [Date], [Choose], [Pick], [Several],
// [Photos], [Place], [Items] and [Confirm].
type Question struct {
	key, prompt, label, hint string
	anytime, optional        bool
	check                    func(context.Context, Case) error
	pending                  func() bool
	kind                     kind
}

// Anytime lets the question take what fits it whenever it comes, also while
// another question is asked: photos and locations always, a text when the asked
// question cannot use it and this one has no answer yet.
func (q Question) Anytime() Question { q.anytime = true; return q }

// OrSkip allows 跳过.
func (q Question) OrSkip() Question { q.optional = true; return q }

// Check adds a test of the answer. It runs after the variable was set, and once
// more before Submit; the sentence of its refusal is shown and the answer is
// not kept. It may look at anything but must change nothing.
func (q Question) Check(ok func(context.Context, Case) error) Question { q.check = ok; return q }

// Hint is an example answer, shown after the second answer that did not fit.
func (q Question) Hint(example string) Question { q.hint = example; return q }

// Label is the question's short name in summaries and for 改; by default the
// beginning of the prompt.
func (q Question) Label(name string) Question { q.label = name; return q }

// Pending tells that an answer is not usable yet, such as a photo that is still
// being fetched. It is asked before a question for photos is left and before
// Submit, and again every few seconds while it says yes; it may complete the
// variable, for example with the SHA of what was fetched meanwhile.
func (q Question) Pending(yet func() bool) Question { q.pending = yet; return q }

// Key is the question's key.
func (q Question) Key() string { return q.key }

// A Photo is a reference to a picture a member sent.
type Photo struct {
	Media string    `json:"media,omitempty"` // the platform's id, good for three days
	SHA   string    `json:"sha,omitempty"`   // SHA-256 of the stored picture, once it was fetched
	At    time.Time `json:"at,omitzero"`     // when it was sent
}

// A Location is where something is.
type Location struct {
	Code  string  `json:"code,omitempty"`  // of a known place, empty for others
	Name  string  `json:"name,omitempty"`  // what to show
	Label string  `json:"label,omitempty"` // the address a location message came with
	Lat   float64 `json:"lat,omitempty"`   // GCJ-02, 0 if unknown
	Lon   float64 `json:"lon,omitempty"`
}

// An Option is one answer to choose.
type Option struct {
	ID    string   // stored
	Label string   // shown
	Also  []string // other words for it
}

// A kind is what questions of one sort know: how to read an input, and how to
// show themselves.
type kind interface {
	take(context.Context, Case, input) (outcome, error)
	clear()
	blank() bool
	lacks() string // why the variable's value is no complete answer, "" if it is one
	show() string  // the answer in a summary
	view(sub json.RawMessage, edit bool) view
	exact(text string, sub json.RawMessage) bool // text is literally one of the answers
	free() bool                                  // takes any text
}

// An input is what a member gave, in the form questions take it.
type input struct {
	text   string   // trimmed and cut
	picked []string // ids of tapped options
	photo  *Photo
	media  *Photo // a voice note or a video, for those who keep it beside the answer
	place  *Location
	sub    json.RawMessage // what the question kept from the turn before
	edit   bool            // an earlier answer is being replaced
}

// A verdict is what became of an input.
type verdict int

const (
	unfit    verdict = iota // not taken; reason says why
	more                    // taken; the question goes on
	complete                // taken; the question is answered
	submit                  // the member wants to submit
	waiting                 // complete, but still pending
)

// An outcome is a verdict and what to say about it.
type outcome struct {
	verdict verdict
	reason  string          // why it is unfit
	note    string          // what was understood, if the member should see it
	sub     json.RawMessage // to keep for the next turn
}

// A view is what a question puts before the member.
type view struct {
	prompt   string   // instead of the question's own
	list     []string // lines that belong to it, left out when it is repeated
	options  []Option
	numbered bool   // options can be chosen by number
	multi    bool   // several options at once
	sub      string // tells taps of one step from those of the next
	how      string // how to answer
	after    string // asks again below a list too long for the card
}

// labels are short: they stand in summaries and behind 改.
const maxLabel = 12

// name is the label, or the prompt up to its first punctuation mark.
func (q Question) name() string {
	if q.label != "" {
		return q.label
	}
	name, _, _ := cutAny(q.prompt, "？?，,。：:（(！!；; ")
	return clip(name, maxLabel)
}

// brief is the prompt's first sentence.
func (q Question) brief() string {
	head, mark, _ := cutAny(q.prompt, "？?。！!（(\n")
	switch mark {
	case "？", "?":
		head += mark
	}
	return clip(head, 36)
}

// cutAny cuts s at the first of the given runes.
func cutAny(s, marks string) (head, mark, tail string) {
	i := strings.IndexAny(s, marks)
	if i <= 0 {
		return s, "", ""
	}
	for _, r := range s[i:] {
		mark = string(r)
		break
	}
	return s[:i], mark, s[i+len(mark):]
}

// validKey keeps keys usable in the keys of buttons.
func validKey(key string) bool {
	if key == "" || len(key) > 64 {
		return false
	}
	for _, r := range key {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '-', r == '_':
		default:
			return false
		}
	}
	return true
}

// audit finds the mistakes a flow can make in its list.
func audit(qs []Question) error {
	seen := make(map[string]bool, len(qs))
	for i, q := range qs {
		switch _, last := q.kind.(confirmKind); {
		case !validKey(q.key):
			return fmt.Errorf("question key %q: letters, digits, - and _ only", q.key)
		case seen[q.key]:
			return fmt.Errorf("question key %q occurs twice", q.key)
		case last && i != len(qs)-1:
			return fmt.Errorf("question %q: Confirm comes last", q.key)
		}
		seen[q.key] = true
	}
	return nil
}

// find is the question with a key.
func find(qs []Question, key string) (Question, bool) {
	for _, q := range qs {
		if q.key == key {
			return q, true
		}
	}
	return Question{}, false
}
