package safety

import (
	"fmt"
	"slices"
	"strings"
)

// towards are the roles towards one hazard that may see something of it.
var towards = []Role{Reporter, Follower, Finder, Party}

// never are the roles that may see a field on no account: the law protects who
// reports, and neighbours are not told of each other (domain.md 2.5).
var never = map[Field]func(Role) string{
	FieldReporter: func(role Role) string {
		if role == SafetyOfficeHead || role == SafetyOfficeStaff {
			return ""
		}
		return "who reported is known to the safety office alone"
	},
	FieldParty: func(role Role) string {
		if role == Reporter || role == Follower || !contains(towards, role) && !role.Fact().Inspect {
			return "the public is not told who must put it right"
		}
		return ""
	},
	FieldMobile: func(role Role) string {
		if role.Fact().Rank < 1 {
			return "telephones are for the grids above"
		}
		return ""
	},
}

func (w *walk) visibility(v Visibility) {
	w.given("visibility", "why", v.Why)
	for _, f := range Fields {
		if !slices.ContainsFunc(v.Fields, func(rule SightRule) bool { return rule.Field == f }) {
			w.say("visibility/fields", "field %s has no rule: nobody could see it", f)
		}
	}
	seen := map[string]string{}
	for i, rule := range v.Fields {
		at := fmt.Sprintf("visibility/fields/%d", i)
		if !contains(Fields, rule.Field) {
			w.say(at+"/field", "unknown field %q", string(rule.Field))
		}
		w.once(at+"/field", seen, string(rule.Field), "another rule")
		w.given(at, "name", rule.Name)
		w.given(at, "why", rule.Why)
		for j, role := range rule.Roles {
			at := fmt.Sprintf("%s/roles/%d", at, j)
			if role.Fact().Role == "" && !contains(towards, role) {
				w.say(at, "unknown role %q", string(role))
				continue
			}
			if why := never[rule.Field]; why != nil && why(role) != "" {
				w.say(at, "%s may not see it: %s", string(role), why(role))
			}
		}
	}
}

// VisibilityDoc is docs/visibility.md: what each role sees, for the safety
// office to read and sign.
func VisibilityDoc(v Visibility) string {
	var b strings.Builder
	b.WriteString("# 谁能看到什么\n\n由默认办法 `config/policy/visibility.yaml` 生成：`go test ./config -run Visibility -update`。程序只按这张表给人看；有一个测试把每个岗位的每个问题都走一遍。\n\n")
	b.WriteString(v.Why + "\n\n| 岗位 |")
	for _, rule := range v.Fields {
		b.WriteString(" " + rule.Name + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(v.Fields)) + "\n")
	for _, role := range seeingRoles() {
		fmt.Fprintf(&b, "| %s |", role)
		for _, rule := range v.Fields {
			cell := ""
			if contains(rule.Roles, role) {
				cell = reachOf(role)
			}
			b.WriteString(" " + cell + " |")
		}
		b.WriteString("\n")
	}
	b.WriteString("\n## 为什么\n\n")
	for _, rule := range v.Fields {
		fmt.Fprintf(&b, "- %s：%s\n", rule.Name, rule.Why)
	}
	b.WriteString("\n紧急险情是例外：报“紧急”的人的姓名和电话马上告诉社区和街道各级，为的是能联系上本人。\n" +
		"\n## 确认\n\n| 岗位 | 姓名 | 日期 | 签字 |\n|---|---|---|---|\n| 安监办主任 | | | |\n| 街道分管负责人 | | | |\n")
	return b.String()
}

// seeingRoles are all roles of the table: those of grids, then those towards one
// hazard.
func seeingRoles() []Role {
	roles := make([]Role, 0, len(Roles)+len(towards))
	for _, f := range Roles {
		roles = append(roles, f.Role)
	}
	return append(roles, towards...)
}

// reachOf is how far a role sees.
func reachOf(role Role) string {
	switch f := role.Fact(); {
	case contains(towards, role):
		return "这一条"
	case f.Level == Street:
		return "全街道"
	case f.Level == Community:
		return "本社区"
	case f.Level == Courtyard:
		return "本楼院"
	}
	return "所在网格以下"
}
