package handlers

import (
	"strings"
	"testing"

	"gridwarden/bot"
	"gridwarden/safety"
)

// uniform are the notices that say the same to many grids, or concern the whole
// street: the first line names the period instead.
var uniform = map[safety.NoticeKind]bool{
	"period": true, "joint_invited": true, "joint_moved": true, "joint_soon": true, "joint_sign": true, "joint_done": true,
}

// nowhere are the notices about people, the program or the whole street: no grid
// is theirs, or their words name it.
var nowhere = map[safety.NoticeKind]string{
	"vacancy": "梧桐里社区", "missed_list": "梧桐里社区", "week_list": "梧桐里社区", "emergency": "梧桐里一号院",
	"passed_on": "梧桐里社区", "succession_waiting": "梧桐里社区", "succession_done": "梧桐里社区", "succession_disputed": "梧桐里社区",
	"leave_asked": "梧桐里一号院", "leave_told": "梧桐里一号院", "leave_begun": "梧桐里一号院",
	"leave_agreed": "", "leave_declined": "", "leave_done": "", "leave_off": "", "leave_over": "",
	"digest": "梧桐里一号院", "coverage": "梧桐里一号院", "audit_report": "", "emergency_off": "",
	"photo_in_danger": "", "photo_lost": "", "photo_refused": "", "window_preview": "", "calendar_missing": "", "calendar_arrived": "",
}

func TestEveryNoticeNamesItsGrid(t *testing.T) {
	for kind := range wording {
		w := sample(kind)
		if named, ok := nowhere[kind]; ok {
			if got := render(said(kind, w)); !strings.Contains(got, named) {
				t.Errorf("%s does not name %s:\n%s", kind, named, got)
			}
			continue
		}
		s, where := said(kind, w), w.where()
		if where == "" {
			t.Errorf("%s: nothing says where it is; its words must name the grid", kind)
			continue
		}
		shown := s.body.Text
		if s.body.Card != nil {
			shown = bot.PlainText(*s.body.Card)
		}
		switch {
		case uniform[kind]:
			if !strings.HasPrefix(shown, "【"+period(w.Occurrence)+"】") {
				t.Errorf("%s does not name its period:\n%s", kind, shown)
			}
			continue
		case s.body.Image == "" && !strings.Contains(shown, where):
			t.Errorf("%s does not name %s:\n%s", kind, where, shown)
		}
		if s.line != "" && !strings.Contains(s.line, leaf(where)) {
			t.Errorf("%s: the line does not name %s: %s", kind, leaf(where), s.line)
		}
	}
}

func TestNoGridIsNamedTwice(t *testing.T) {
	for kind := range wording {
		w := sample(kind)
		if s := said(kind, w); w.where() != "" && strings.Count(s.body.Text, w.where()) > 1 {
			t.Errorf("%s names its grid twice:\n%s", kind, s.body.Text)
		}
	}
}
