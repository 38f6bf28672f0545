package flow

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"gridwarden/bot"
)

// A Command answers at once, in the middle of whatever is open; the pending
// question is then repeated, shortened. A command that says 帮助 or 状态
// answers in the engine's place while nothing is open; one that says 菜单
// answers always.
type Command struct {
	Says  []string // words for it; the first is used by [DoKey]
	Title string   // in help and menu; empty: not listed
	Takes string   // what may follow the word, e.g. "编号"; empty: nothing may

	// Do gets what followed the word. Its refusal is shown. An Update in the
	// body changes the card that was tapped, if one was; its Code may be left
	// out, and it may stand beside a reply.
	Do func(ctx context.Context, c Case, rest string) (bot.Body, error)
}

const (
	beginPrefix = "begin:"
	doPrefix    = "do:"
	flowPrefix  = "flow:"
)

// BeginKey is the key of a button that begins a flow about a payload; nil for
// none. Keys are at most 1024 bytes (wecom-api.md 4.6): a payload is an id, not
// a record.
func BeginKey(flow string, payload any) string {
	if payload == nil {
		return beginPrefix + flow + ":"
	}
	raw, err := json.Marshal(payload)
	if err != nil || len(raw) > 900 {
		panic(fmt.Sprintf("payload for %s does not fit into a button's key", flow))
	}
	return beginPrefix + flow + ":" + string(raw)
}

// DoKey is the key of a button that runs a command, as if its first word and
// rest had been written.
func DoKey(word, rest string) string { return doPrefix + word + ":" + rest }

// command finds the command a text means. With strict, while a free text is
// being waited for, what follows the word must look like a number or code.
func (d *Desk) command(text string, strict bool) (c *Command, rest string) {
	said := squeeze(text)
	for i := range d.Commands {
		for _, w := range d.Commands[i].Says {
			if said == squeeze(w) || !strict && bare(said) == squeeze(w) {
				return &d.Commands[i], ""
			}
		}
	}
	for i := range d.Commands {
		c := &d.Commands[i]
		if c.Takes == "" {
			continue
		}
		for _, w := range c.Says {
			if rest, ok := follows(text, w, strict); ok {
				return c, rest
			}
		}
	}
	return nil, ""
}

// follows gives what stands behind a word: apart from it by a space or colon,
// or beginning with a digit or Latin letter. So 查 A-12 and 查12 are commands,
// 查看了楼道 is a sentence.
func follows(text, word string, strict bool) (rest string, ok bool) {
	written := []rune(strings.TrimSpace(text))
	folded := []rune(fold(string(written)))
	head := []rune(fold(word))
	if len(folded) <= len(head) || string(folded[:len(head)]) != string(head) {
		return "", false
	}
	switch first := folded[len(head)]; {
	case unicode.IsSpace(first), first == ':':
	case first <= unicode.MaxASCII && (unicode.IsLetter(first) || unicode.IsDigit(first)):
	default:
		return "", false
	}
	rest = strings.TrimLeftFunc(string(written[len(head):]), func(r rune) bool {
		return unicode.IsSpace(r) || r == ':' || r == '：'
	})
	if rest == "" || length(rest) > 60 {
		return "", false
	}
	if strict && (!strings.ContainsFunc(rest, unicode.IsDigit) || strings.ContainsFunc(rest, isHan)) {
		return "", false
	}
	return rest, true
}

// begins finds the flow a text begins. With strict only the bare word does.
func (d *Desk) begins(text string, strict bool) *Registered {
	said := squeeze(text)
	if said == "" {
		return nil
	}
	for i := range d.Flows {
		for _, w := range d.Flows[i].says {
			if said == squeeze(w) || !strict && bare(said) == squeeze(w) {
				return &d.Flows[i]
			}
		}
	}
	return nil
}

// beginsAbout finds the flow whose title a text begins with, and what it is to be
// about: 受理 YH-2026-03-0142. It is the written form of a card's button, for
// flows that nothing but a button begins.
func (d *Desk) beginsAbout(text string) (*Registered, json.RawMessage) {
	for i := range d.Flows {
		r := &d.Flows[i]
		if len(r.says) > 0 {
			continue
		}
		if rest, ok := follows(text, r.title, true); ok {
			return r, about(rest)
		}
	}
	return nil, nil
}

// about is a written number as a payload: numbers are in capitals.
func about(written string) json.RawMessage {
	raw, err := json.Marshal(strings.ToUpper(strings.TrimSpace(written)))
	if err != nil {
		return nil // a text can always be encoded
	}
	return raw
}

// Written is what a member writes to do what a button with the key does; empty
// for a key that has no words.
func (d *Desk) Written(key string) string {
	if rest, ok := strings.CutPrefix(key, doPrefix); ok {
		word, rest, _ := strings.Cut(rest, ":")
		return strings.TrimSpace(word + " " + rest)
	}
	rest, ok := strings.CutPrefix(key, beginPrefix)
	name, payload, _ := strings.Cut(rest, ":")
	r := d.flow(name)
	switch {
	case !ok || r == nil:
		return ""
	case len(r.says) > 0:
		return r.says[0]
	}
	var about string
	if json.Unmarshal([]byte(payload), &about) != nil {
		return ""
	}
	return r.title + " " + about
}

// run answers by a command.
func (t *turn) run(c *Command, rest string) error {
	body, err := c.Do(t.ctx, t.call(), rest)
	if text, no := sentence(err); no {
		t.say(text)
		return nil
	}
	if err != nil {
		return fmt.Errorf("command %s: %w", c.Says[0], err)
	}
	t.show(body)
	return nil
}

// call is the case of one answer given at once.
func (t *turn) call() Case { return Case{ID: t.desk.NewID(), Who: t.m.Member, When: t.m.At} }

// phrase offers a text to Phrases and says whether that dealt with it.
func (t *turn) phrase(said string, strict bool) (bool, error) {
	if t.desk.Phrases == nil {
		return false, nil
	}
	body, ok, err := t.desk.Phrases(t.ctx, t.call(), said, strict)
	if text, no := sentence(err); no {
		t.say(text)
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("phrase: %w", err)
	}
	if ok {
		t.show(body)
	}
	return ok, nil
}
