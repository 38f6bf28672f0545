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
	return Question{key: key, prompt: prompt, kind: textKind{to: to, min: min, max: max}}
}

type textKind struct {
	to       *string
	min, max int
	voices   *[]Photo // voice notes kept beside the words
	instead  string   // the words while there are only voice notes
}

// Spoken lets a question for words be answered by voice notes, which are kept as
// they are; instead stands for the words when nobody could understand them.
func (q Question) Spoken(to *[]Photo, instead string) Question {
	k := q.kind.(textKind)
	k.voices, k.instead = to, instead
	q.kind = k
	return q
}

func (k textKind) take(_ context.Context, _ Case, in input) (outcome, error) {
	if in.media != nil && k.voices != nil {
		return k.hear(*in.media), nil
	}
	if in.text == "" {
		return outcome{reason: "这一步请用文字回答"}, nil
	}
	if why := k.wrong(in.text); why != "" {
		return outcome{reason: why}, nil
	}
	*k.to = in.text
	return outcome{verdict: complete}, nil
}

func (k textKind) hear(voice Photo) outcome {
	if len(*k.voices) >= maxPhotos {
		return outcome{reason: "录音太多了，这一段没有留下"}
	}
	*k.voices = append(*k.voices, voice)
	if *k.to == "" {
		*k.to = k.instead
	}
	return outcome{verdict: complete}
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

func (k textKind) clear() {
	*k.to = ""
	if k.voices != nil {
		*k.voices = nil
	}
}
func (k textKind) blank() bool { return *k.to == "" }
func (k textKind) free() bool  { return true }
func (k textKind) lacks() string {
	if *k.to == "" {
		return "还没填"
	}
	return k.wrong(*k.to)
}
func (k textKind) show() string {
	if k.voices != nil && len(*k.voices) > 0 {
		return fmt.Sprintf("%s（录音 %d 段）", oneLine(*k.to), len(*k.voices))
	}
	return oneLine(*k.to)
}
func (k textKind) view(json.RawMessage, bool) view    { return view{} }
func (k textKind) exact(string, json.RawMessage) bool { return false }

// hasLetters tells words from marks and pictures.
func hasLetters(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// oneLine makes a text fit for a summary.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
