package flow

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
)

// Text asks for words: min to max characters; a max of 0 means 500.
func Text(key, prompt string, to *string, min, max int) Question {
	if max <= 0 {
		max = 500
	}
	return Question{key: key, prompt: prompt, kind: textKind{to, min, max}}
}

type textKind struct {
	to       *string
	min, max int
}

func (k textKind) take(_ context.Context, _ Case, in input) (outcome, error) {
	if in.text == "" {
		return outcome{reason: "这一步请用文字回答"}, nil
	}
	if why := k.wrong(in.text); why != "" {
		return outcome{reason: why}, nil
	}
	*k.to = in.text
	return outcome{verdict: complete}, nil
}

func (k textKind) wrong(s string) string {
	n := length(s)
	switch {
	case !hasLetters(s):
		return "请用文字说明一下"
	case n < k.min:
		return fmt.Sprintf("太短了，请至少写 %d 个字", k.min)
	case n > k.max:
		return fmt.Sprintf("最多 %d 个字，现在有 %d 个，请写短一些", k.max, n)
	}
	return ""
}

func (k textKind) clear()      { *k.to = "" }
func (k textKind) blank() bool { return *k.to == "" }
func (k textKind) free() bool  { return true }
func (k textKind) lacks() string {
	if *k.to == "" {
		return "还没填"
	}
	return k.wrong(*k.to)
}
func (k textKind) show() string                       { return oneLine(*k.to) }
func (k textKind) view(json.RawMessage, bool) view    { return view{} }
func (k textKind) exact(string, json.RawMessage) bool { return false }

// hasLetters tells words from marks and pictures.
func hasLetters(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// oneLine makes a text fit for a summary.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
