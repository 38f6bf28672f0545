package flow

import (
	"context"
	"encoding/json"
)

// Confirm is the last question: the summary, the numbered answers, and 提交. A
// flow without it submits with its last answer.
func Confirm(key, summary string) Question {
	return Question{key: key, prompt: summary, kind: confirmKind{}}
}

type confirmKind struct{}

func (confirmKind) take(_ context.Context, _ Case, in input) (outcome, error) {
	if len(in.picked) > 0 && in.picked[0] == tapSubmit || matchWord(in.text) == wordSubmit ||
		says(in.text, sayYes) || says(in.text, []string{"确认", "确定", "没错", "无误", "对的"}) {
		return outcome{verdict: submit}, nil
	}
	return outcome{reason: "核对无误请回“提交”；要改就回“改”加序号，如“改1”"}, nil
}

func (confirmKind) clear()                             {}
func (confirmKind) blank() bool                        { return true }
func (confirmKind) lacks() string                      { return "" }
func (confirmKind) show() string                       { return "" }
func (confirmKind) free() bool                         { return false }
func (confirmKind) exact(string, json.RawMessage) bool { return false }
func (confirmKind) view(json.RawMessage, bool) view {
	return view{options: []Option{{ID: tapSubmit, Label: "提交"}, {ID: tapCancel, Label: "取消"}}, how: "回“提交”就报上去；要改第 1 项就回“改1”", after: "以上都对吗？"}
}
