package flow

import (
	"context"
	"encoding/json"
	"slices"
)

// Confirm is the last question: the summary, the numbered answers, and 提交. A
// flow without it submits with its last answer.
func Confirm(key, summary string) Question {
	return Question{key: key, prompt: summary, kind: confirmKind{}}
}

// ConfirmOr is Confirm with a second way to submit, such as 匿名提交; chosen says
// which way it was. How tells the member what the other way is for. Its id is the
// engine's, and its label at most 10 characters.
func ConfirmOr(key, summary string, other Option, how string, chosen *bool) Question {
	other.ID = tapOther
	return Question{key: key, prompt: summary, kind: confirmKind{&another{other, how, chosen}}}
}

type confirmKind struct{ or *another }

// another way to submit.
type another struct {
	Option
	how    string
	chosen *bool
}

func (k confirmKind) take(_ context.Context, _ Case, in input) (outcome, error) {
	other := k.or != nil && (len(in.picked) > 0 && in.picked[0] == tapOther || says(in.text, append([]string{k.or.Label}, k.or.Also...)))
	plain := len(in.picked) > 0 && in.picked[0] == tapSubmit || matchWord(in.text) == wordSubmit ||
		says(in.text, sayYes) || says(in.text, []string{"确认", "确定", "没错", "无误", "对的"})
	if !other && !plain {
		return outcome{reason: "还没有提交，前面填的都记着"}, nil
	}
	if k.or != nil {
		*k.or.chosen = other
	}
	return outcome{verdict: submit}, nil
}

func (confirmKind) clear()                             {}
func (confirmKind) blank() bool                        { return true }
func (confirmKind) lacks() string                      { return "" }
func (confirmKind) show() string                       { return "" }
func (confirmKind) free() bool                         { return false }
func (confirmKind) exact(string, json.RawMessage) bool { return false }
func (k confirmKind) view(json.RawMessage, bool) view {
	v := view{options: []Option{{ID: tapSubmit, Label: "提交"}, {ID: tapCancel, Label: "取消"}}, how: "回“提交”就报上去；要改第 1 项就回“改1”", after: "以上都对吗？"}
	if k.or != nil {
		v.options = slices.Insert(v.options, 1, k.or.Option)
	}
	return v
}

// otherWay tells of the other way to submit, empty if there is none.
func otherWay(q Question) string {
	if k, ok := q.kind.(confirmKind); ok && k.or != nil {
		return k.or.how
	}
	return ""
}
