package flow

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
)

// A Word is an answer stored as a short English word and shown in Chinese.
type Word interface {
	~string
	String() string
}

// Choose asks for one of some words. The variable's zero value is no answer,
// also if it is among the words.
func Choose[T Word](key, prompt string, to *T, words ...T) Question {
	options := make([]Option, len(words))
	for i, w := range words {
		options[i] = Option{ID: string(w), Label: w.String()}
	}
	return Pick(key, prompt, to, options...)
}

// Pick asks for one of some options that bring their own labels.
func Pick[T ~string](key, prompt string, to *T, options ...Option) Question {
	return Question{key: key, prompt: prompt, kind: choiceKind{
		options: options,
		get:     func() string { return string(*to) },
		set:     func(id string) { *to = T(id) },
	}}
}

type choiceKind struct {
	options []Option
	get     func() string
	set     func(string)
}

func (k choiceKind) take(_ context.Context, _ Case, in input) (outcome, error) {
	id, ok := "", false
	switch {
	case len(in.picked) > 0:
		id = in.picked[0]
		ok = slices.ContainsFunc(k.options, func(o Option) bool { return o.ID == id })
	default:
		id, ok = choose(k.options, in.text)
	}
	if !ok {
		return outcome{reason: "请从下面选一个"}, nil
	}
	k.set(id)
	return outcome{verdict: complete}, nil
}

func (k choiceKind) clear()      { k.set("") }
func (k choiceKind) blank() bool { return k.get() == "" }
func (k choiceKind) free() bool  { return false }
func (k choiceKind) lacks() string {
	if k.get() == "" || !slices.ContainsFunc(k.options, func(o Option) bool { return o.ID == k.get() }) {
		return "还没选"
	}
	return ""
}
func (k choiceKind) show() string { return label(k.options, k.get()) }
func (k choiceKind) view(json.RawMessage, bool) view {
	return view{options: k.options, numbered: true}
}
func (k choiceKind) exact(text string, _ json.RawMessage) bool { return named(k.options, text) }

// label is the label of an option.
func label(options []Option, id string) string {
	for _, o := range options {
		if o.ID == id {
			return o.Label
		}
	}
	return id
}

// named reports whether a text is literally one of the options.
func named(options []Option, text string) bool {
	_, ok := byName(options, squeeze(text))
	return ok
}

func byName(options []Option, said string) (string, bool) {
	if said == "" {
		return "", false
	}
	for _, o := range options {
		if squeeze(o.Label) == said || slices.ContainsFunc(o.Also, func(w string) bool { return squeeze(w) == said }) {
			return o.ID, true
		}
	}
	return "", false
}

// choose finds the one option a text means: its words, its number, or a part
// of two characters or more that only it has.
func choose(options []Option, text string) (id string, ok bool) {
	said := squeeze(text)
	for _, form := range []string{said, strings.TrimPrefix(strings.TrimPrefix(said, "我"), "选"), strings.TrimPrefix(said, "是"), bare(text)} {
		if id, ok := byName(options, form); ok {
			return id, true
		}
	}
	if n, ok := wholeNumber(text); ok {
		if n >= 1 && n <= len(options) {
			return options[n-1].ID, true
		}
		return "", false
	}
	if length(said) < 2 {
		return "", false
	}
	for _, o := range options {
		if strings.Contains(squeeze(o.Label), said) {
			if ok {
				return "", false
			}
			id, ok = o.ID, true
		}
	}
	return id, ok
}

// Several asks for any number of options, at least min. A nil variable is no
// answer.
func Several[T ~string](key, prompt string, to *[]T, min int, options ...Option) Question {
	return Question{key: key, prompt: prompt, kind: severalKind{
		min: min, options: options,
		get: func() (ids []string) {
			for _, id := range *to {
				ids = append(ids, string(id))
			}
			return ids
		},
		set: func(ids []string) {
			*to = nil
			for _, id := range ids {
				*to = append(*to, T(id))
			}
		},
	}}
}

type severalKind struct {
	min     int
	options []Option
	get     func() []string
	set     func([]string)
}

func (k severalKind) take(_ context.Context, _ Case, in input) (outcome, error) {
	ids := in.picked
	if len(ids) == 0 {
		ids = k.read(in.text)
	}
	var known []string
	for _, o := range k.options {
		if slices.Contains(ids, o.ID) {
			known = append(known, o.ID)
		}
	}
	if len(known) == 0 || len(known) < k.min || !containsAll(known, ids) {
		return outcome{reason: k.ask()}, nil
	}
	k.set(known)
	return outcome{verdict: complete, note: k.show()}, nil
}

// read understands numbers and ranges, labels with separators, and 全部.
func (k severalKind) read(text string) (ids []string) {
	if says(text, []string{"全部", "全选", "所有", "都有", "都要", "都到了", "全部都有"}) {
		for _, o := range k.options {
			ids = append(ids, o.ID)
		}
		return ids
	}
	if numbers, ok := parseNumbers(text, len(k.options)); ok {
		for _, n := range numbers {
			ids = append(ids, k.options[n-1].ID)
		}
		return ids
	}
	for _, marks := range []string{",，、;；\n", " ,，、;；\n", " ,，、;；和及与跟\n"} {
		if ids, ok := k.split(text, marks); ok {
			return ids
		}
	}
	return nil
}

// split reads labels with marks between them.
func (k severalKind) split(text, marks string) (ids []string, ok bool) {
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(marks, r) }) {
		id, ok := choose(k.options, part)
		if !ok {
			return nil, false
		}
		ids = append(ids, id)
	}
	return ids, true
}

func (k severalKind) ask() string {
	if k.min > 1 {
		return "请至少选 " + itoa(k.min) + " 个，如“1、3”"
	}
	return "请选一个或几个，如“1、3”"
}

func containsAll(known, ids []string) bool {
	for _, id := range ids {
		if !slices.Contains(known, id) {
			return false
		}
	}
	return true
}

func (k severalKind) clear()      { k.set(nil) }
func (k severalKind) blank() bool { return len(k.get()) == 0 }
func (k severalKind) free() bool  { return false }
func (k severalKind) lacks() string {
	ids := k.get()
	for _, id := range ids {
		if !slices.ContainsFunc(k.options, func(o Option) bool { return o.ID == id }) {
			return "还没选"
		}
	}
	if len(ids) == 0 || len(ids) < k.min {
		return "还没选够"
	}
	return ""
}
func (k severalKind) show() string {
	var names []string
	for _, id := range k.get() {
		names = append(names, label(k.options, id))
	}
	return strings.Join(names, "、")
}
func (k severalKind) view(json.RawMessage, bool) view {
	return view{options: k.options, numbered: true, multi: true, how: "可以选几个，如“1、3”"}
}
func (k severalKind) exact(text string, _ json.RawMessage) bool { return named(k.options, text) }
