package handlers

import (
	"strings"
	"testing"
	"time"

	"gridwarden/safety"
)

func TestRequestsAreAnsweredWhenTheLadderTurnsUpwards(t *testing.T) {
	p := defaultPolicy()
	asked := time.Date(2026, 9, 14, 10, 0, 0, 0, safety.Shanghai) // a Monday
	for do, want := range map[safety.Action]string{
		safety.Extend: "09-15 18:00", safety.ChangeSeverity: "09-15 18:00", safety.Suspend: "09-17 18:00",
	} {
		by := p.AnswerBy(&safety.Hazard{Severity: safety.General}, safety.Ask{Do: do, At: asked})
		if got := by.In(safety.Shanghai).Format("01-02 15:04"); got != want {
			t.Errorf("%s is answered by %s, want %s", do, got, want)
		}
	}
}

func TestPromisesFollowThePolicy(t *testing.T) {
	p := *defaultPolicy()
	p.Handling.Reopen.Days, p.Handling.Void.Own, p.Handling.Returns.Most = 12, delay(t, "2h"), 3
	p.Handling.Extension.Most, p.Handling.Suspension.Look, p.Handling.Merge.Undo = 4, delay(t, "45d"), delay(t, "36h")
	p.Reporting.Appeal.Within = delay(t, "9d")
	matrix := safety.MatrixDoc(safety.Lifecycle, &p)
	for _, want := range []string{"销号后 12 天内", "报的人2小时内", "最多退 3 次", "退回 3 次以后", "最多 4 次", "45天内再看一次", "并案后36小时内", "不受理后9天内"} {
		if !strings.Contains(matrix, want) {
			t.Errorf("the matrix does not say %q", want)
		}
	}
	w := sample("hazard_closed_news")
	w.policy = &p
	if got := render(hazardClosedNews(w)); !strings.Contains(got, "12 天内都可以点") {
		t.Errorf("the reporter reads\n%s", got)
	}
	w.Hazard.ReturnCount = 3
	if got := render(hazardReturned(w)); !strings.Contains(got, "退回过 3 次") {
		t.Errorf("the safety office reads\n%s", got)
	}
}

func delay(t *testing.T, s string) safety.Delay {
	t.Helper()
	d, err := safety.ParseDelay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
