package safety

import "testing"

func TestAStreetWritesItsOwnNumbersInConditions(t *testing.T) {
	for _, tc := range []struct {
		condition Condition
		f         facts
		holds     bool
		says      string
	}{
		{"coverage<75", facts{percent: 74}, true, "查过的对象不到75%"},
		{"coverage<75", facts{percent: 75}, false, "查过的对象不到75%"},
		{"misses>=4", facts{occ: &Occurrence{Misses: 4}}, true, "连续漏查4次以上"},
		{"misses=3", facts{occ: &Occurrence{Misses: 4}}, false, "连续漏查刚好3次"},
		{"share > 20", facts{share: 21}, true, "一个社区当期漏查的楼院超过20%"},
		{"rate<=60", facts{rate: 60}, true, "这一周查了不超过60%"},
		{"fails>=2", facts{hazard: &Hazard{FailCount: 1}}, false, "复查不通过2次以上"},
	} {
		t.Run(string(tc.condition), func(t *testing.T) {
			if why := tc.condition.unmet(tc.f); (why == "") != tc.holds {
				t.Errorf("unmet: %q", why)
			}
			if got := tc.condition.String(); got != tc.says {
				t.Errorf("it reads %q", got)
			}
		})
	}
}

func TestWhatIsNoConditionJudgesNothing(t *testing.T) {
	for _, c := range []Condition{"coverage", "coverage<", "coverage<abc", "covered<80", "coverage!=80", "coverage<-1", "not_yet", ""} {
		if c.judges() != "" {
			t.Errorf("%q passes for a condition", string(c))
		}
	}
}
