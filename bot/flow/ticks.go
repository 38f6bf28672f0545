package flow

import (
	"context"
	"encoding/json"
	"slices"
)

// Ticks is [Items] for a short list that fits on one card: what is ticked is in
// order, what is not has failed. Words are understood as they are by Items. The
// texts should be short enough for a card's list.
func Ticks(key, prompt string, to *[]ItemAnswer, items []Item) Question {
	q := Items(key, prompt, to, items)
	options := make([]Option, len(items))
	for i, it := range items {
		options[i] = Option{ID: it.ID, Label: firstOf(it.Tick, it.Text)}
	}
	q.kind = ticksKind{q.kind.(itemsKind), options, items}
	return q
}

type ticksKind struct {
	itemsKind
	options []Option
	items   []Item
}

func (k ticksKind) take(ctx context.Context, c Case, in input) (outcome, error) {
	if len(in.picked) == 0 || !containsAll(k.ids(), in.picked) {
		return k.itemsKind.take(ctx, c, in)
	}
	for i, o := range k.options {
		found := Fail
		if slices.Contains(in.picked, o.ID) == (k.items[i].Tick == "") {
			found = Pass
		}
		k.set(i, found)
	}
	return outcome{verdict: complete, note: k.note()}, nil
}

func (k ticksKind) ids() []string {
	ids := make([]string, len(k.options))
	for i, o := range k.options {
		ids[i] = o.ID
	}
	return ids
}

func (k ticksKind) view(sub json.RawMessage, edit bool) view {
	if edit || !k.blank() || readStep(sub, len(k.options)) > 0 {
		return k.itemsKind.view(sub, edit)
	}
	return view{options: k.options, numbered: true, multi: true, how: "看过没问题的打勾，没勾的算有问题；也可以回“全部正常”或“2不合格”"}
}

// listOf is the checklist behind a question.
func listOf(k kind) (itemsKind, bool) {
	switch k := k.(type) {
	case itemsKind:
		return k, true
	case ticksKind:
		return k.itemsKind, true
	}
	return itemsKind{}, false
}
