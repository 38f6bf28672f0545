package config

import (
	"strings"
	"testing"
)

// Each row breaks one line of the default policy and expects the mistake to be
// found there.
func TestMistakesInAPolicyAreFoundWhereTheyStand(t *testing.T) {
	for _, tc := range []struct {
		name, file, old, new, says string
	}{
		{"unknown key", "plans.yaml", "    due: sun", "    duo: sun", `unknown key "duo"`},
		{"not YAML", "plans.yaml", "plans:", "plans: [", ""},
		{"no moment", "plans.yaml", "due: sun 18:00", "due: sunday", "is not a moment of a period"},
		{"weekday of a month", "plans.yaml", "every: week", "every: month", "a weekday is clear only in a week"},
		{"unknown cadence", "plans.yaml", "every: week", "every: year", "unknown cadence"},
		{"unknown role", "plans.yaml", "who: courtyard_lead", "who: courtyard_head", "unknown role"},
		{"role of another level", "plans.yaml", "who: courtyard_lead", "who: community_head", "is no role of a"},
		{"unknown checklist", "plans.yaml", "checklists: [RC]", "checklists: [RX]", `unknown checklist "RX"`},
		{"plan without ladder", "plans.yaml", "ladder: W", "ladder: Z", "has no ladder"},
		{"no reason", "plans.yaml", "    why: ", "    why: \"\" # ", "why is missing"},
		{"no delay", "ladders.yaml", "after: 5wd 09:00", "after: 5 days", "is not a delay"},
		{"unknown mark", "ladders.yaml", "id: overdue-1, mark: due", "id: overdue-1, mark: late", `unknown mark "late"`},
		{"unreachable mark", "ladders.yaml", "id: overdue-1, mark: due", "id: overdue-1, mark: opened", "can never be reached"},
		{"ladder without end", "ladders.yaml", "id: overdue-5, mark: due, after: 5wd 09:00, level: 3", "id: overdue-5, mark: due, after: 5wd 09:00, level: 2", "has no end"},
		{"rung before its predecessor", "ladders.yaml", "id: overdue-2, mark: due, after: 2wd", "id: overdue-2, mark: due, after: 0wd", "rung overdue-2 (0wd 09:00) comes before overdue-1"},
		{"street before community in a holiday", "ladders.yaml", "if: [not_done], roll: true", "if: [not_done]", "rung not-made-up (3d 18:00) comes before"},
		{"unknown condition", "ladders.yaml", "if: [fails=1]", "if: [failures=1]", `unknown condition "failures=1"`},
		{"unknown comparison", "ladders.yaml", "if: [share>20]", "if: [share!=20]", `unknown condition "share!=20"`},
		{"assigning within two times", "limits.yaml", "    assign: 4h\n", "    assign: 6h\n", `assign is "6h", rung unassigned of ladder H-serious says "4h"`},
		{"acknowledging within two times", "limits.yaml", "    acknowledge: 4h\n", "    acknowledge: 2h\n", `acknowledge is "2h", rung no-ack of ladder H-serious says "4h"`},
		{"an acknowledgement that expires twice", "limits.yaml", "    ack_expires: 8h\n", "    ack_expires: 1wd\n", `ack_expires is "1wd", rung ack-expired of ladder H-serious says "8h"`},
		{"coverage of a whole period", "ladders.yaml", "id: middle, mark: opened, after: 14d 09:00, level: 0, do: remind, if: [not_done]", "id: middle, mark: opened, after: 14d 09:00, level: 0, do: remind, if: [not_done, coverage<50]", "is about one sweep"},
		{"digest at no time", "daily.yaml", `at: "08:30"`, `at: "8:30"`, "is not a time of day"},
		{"digest without memory", "daily.yaml", "first: 7", "first: 0", "is not between 1 and 92 days"},
		{"no day for the table", "daily.yaml", `expected: "11-15"`, `expected: "11-31"`, "is no day of a year"},
		{"routine without reason", "daily.yaml", "  why: 岗位换人", "  why: \"\" # 岗位换人", "why is missing"},
		{"call-out without end", "windows.yaml", "longest: 92", "longest: 0", "between 1 and 366 days"},
		{"spot check that looks at nothing", "plans.yaml", "spot_back: 7", "spot_back: 0", "is no number of days to look back"},
		{"nothing ever stale", "escalation.yaml", "stale: 72h", "stale: 3wd", "must be minutes or hours"},
		{"row of photos without end", "reporting.yaml", "    burst: 8", "    burst: 0", "is not between 1 and 60 seconds"},
		{"reminder after the draft is gone", "reporting.yaml", "    remind: 22h", "    remind: 26h", "is no reminder"},
		{"draft by the day", "reporting.yaml", "    parked: 168h", "    parked: 7d", "must be minutes or hours"},
		{"number that never is", "ladders.yaml", "if: [fails=1]", "if: [fails=0]", "must be between 1 and 99"},
		{"more than all", "ladders.yaml", "if: [share>20]", "if: [share>120]", "must be between 1 and 100"},
		{"condition of something else", "ladders.yaml", "if: [share>20]", "if: [not_done]", "looks at one occurrence"},
		{"rung id reused", "ladders.yaml", "id: midweek", "id: open", "is taken already"},
		{"reminder to a superior", "ladders.yaml", "id: overdue-1, mark: due, after: 1wd 09:00, level: 1, do: ask", "id: overdue-1, mark: due, after: 1wd 09:00, level: 1, do: remind, grace: 1h", "reminders go to level 0"},
		{"escalation that expires", "ladders.yaml", "id: overdue-1, mark: due, after: 1wd 09:00, level: 1, do: ask", "id: overdue-1, mark: due, after: 1wd 09:00, level: 1, do: ask, grace: 12h", "told however late"},
		{"level too high", "ladders.yaml", "id: registered-3, mark: registered, after: 0h, level: 3", "id: registered-3, mark: registered, after: 0h, level: 4", "must be between 0 and 3"},
		{"repetition by the hour", "ladders.yaml", "id: weekly, mark: case, after: 7d 09:00, every: 7d 09:00", "id: weekly, mark: case, after: 7d 09:00, every: 8h", "must be a day or more"},
		{"repetition without end", "ladders.yaml", "id: before-3d, mark: due, after: -3d 09:00,", "id: before-3d, mark: due, after: -3d 09:00, every: 1d 09:00,", "may repeat"},
		{"on the spot of what is serious", "ladders.yaml", "id: look-last, mark: watch, after: 0d 16:00, level: 0, do: remind", "id: look-last, mark: watch, after: 0d 16:00, level: 0, do: general", "makes no sense from"},
		{"ladder nobody uses", "ladders.yaml", "name: V-serious", "name: V-heavy", "is used by no plan and no limit"},
		{"ladder named twice", "ladders.yaml", "name: R-serious", "name: R", "two ladders named"},
		{"review without ladder", "ladders.yaml", "name: R\n", "name: R-general\n", "ladder R is missing"},
		{"spelling of two words", "words.yaml", "[查一查,", "[取消吧,", "is a spelling of"},
		{"spelling that is a word", "words.yaml", "[取消吧,", "[待办,", "is a word of its own"},
		{"word without spellings", "words.yaml", "  查: [查一查, 查询编号, 查编号]", "  查: []", "has no spellings"},
		{"too many bodies wanted", "joint.yaml", "quorum: 3", "quorum: 6", "cannot be asked for"},
		{"body that does not exist", "joint.yaml", "must: [police_station]", "must: [police]", "unknown body"},
		{"body that is not invited", "joint.yaml", "must: [police_station]", "must: [fire_authority]", "is not invited"},
		{"chronic before it repeats", "joint.yaml", "repeats: 2", "repeats: 3", "are chronic already"},
		{"reason without weight", "joint.yaml", "{reason: season, points: 15, most: 30,", "{reason: high_risk, points: 15, most: 30,", "has two weights"},
		{"weight that counts nothing", "joint.yaml", "{reason: unseen, points: 10,", "{reason: unseen, points: 0,", "a reason must count"},
		{"record of another list", "joint.yaml", "record: JI", "record: JC", "is missing from checklist JC"},
		{"item of the record that nothing answers", "checklists.yaml", "{id: JI-08,", "{id: JI-09,", "nothing answers item"},
		{"two days before without a day", "ladders.yaml", "id: two-days, mark: dated", "id: two-days, mark: fixed", `unknown mark "fixed"`},
		{"checklist item reused", "checklists.yaml", "id: RC-02", "id: RC-01", "is taken already"},
		{"unknown severity", "checklists.yaml", "severity: serious", "severity: severe", "unknown severity"},
		{"unknown category", "checklists.yaml", "category: ebike", "category: bike", "unknown category"},
		{"not a truth", "checklists.yaml", "photo: true", "photo: maybe", "neither true nor false"},
		{"unknown object", "plans.yaml", "covers: [courtyard, small]", "covers: [courtyard, tiny]", `unknown sort of object "tiny"`},
		{"visit that asks nothing", "plans.yaml", "    covers: [courtyard, small]\n", "", "checklists is missing"},
		{"unknown duty days", "plans.yaml", "    days: workdays\n", "    days: weekdays\n", `unknown days "weekdays"`},
		{"duty days of a month", "plans.yaml", "every: month\n", "every: month\n    days: workdays\n", "only a daily plan has days"},
		{"nobody to excuse", "plans.yaml", "    excuse: [community_head, safety_office_head, street_deputy_lead]\n", "", "nobody could excuse it"},
		{"excused by oneself", "plans.yaml", "excuse: [community_head,", "excuse: [community_safety_officer,", "is not above community_safety_officer"},
		{"excused from below", "plans.yaml", "excuse: [community_head,", "excuse: [volunteer,", "volunteer is not above"},
		{"excused by nobody known", "plans.yaml", "excuse: [community_head,", "excuse: [boss,", `unknown role "boss"`},
		{"negative run", "plans.yaml", "spot_after: 3", "spot_after: -3", "is no number of visits"},
		{"ladder that ends too low", "ladders.yaml", "    top: 2\n", "", "ladder D has no end"},
		{"top too high", "ladders.yaml", "top: 2", "top: 5", "must be between 1 and 3"},
		{"week of nobody", "ladders.yaml", "level: 1, do: inform, if: [rate<80], scope: community", "level: 1, do: inform, if: [rate<80]", "a week is told by community"},
		{"rate of a month", "ladders.yaml", "if: [not_done, coverage<80]", "if: [not_done, rate<80]", "looks at one beat"},
		{"follow-up reused", "checklists.yaml", "id: SM-12-a", "id: SM-09-a", "is taken already"},
		{"unknown tag", "checklists.yaml", "applies: [crowded]", "applies: [busy]", `unknown tag "busy"`},
		{"item of two lists", "checklists.yaml", "id: WS-01", "id: SM-01", "is taken already"},
		{"use of no checklist", "checklists.yaml", "checklist: WS, class", "checklist: WX, class", `unknown checklist "WX"`},
		{"use for nothing", "checklists.yaml", "checklist: UN, class: unit, ", "checklist: UN, ", "one of both"},
		{"use for an unknown class", "checklists.yaml", "checklist: UN, class: unit", "checklist: UN, class: shop", `unknown class "shop"`},
		{"use for an unknown kind", "checklists.yaml", "kind: workshop", "kind: factory", `unknown kind "factory"`},
		{"sites asked nothing", "checklists.yaml", "checklist: SM, class: small", "checklist: SM, class: small, kind: shopfront", "class small are asked nothing"},
		{"limit out of bounds", "limits.yaml", "rectify: 7d", "rectify: 40d", "is longer than max"},
		{"office that never closes", "limits.yaml", `closes: "18:00"`, `closes: "late"`, `"late" is not a time of day`},
		{"limit backwards", "limits.yaml", "rectify: 72h", "rectify: -72h", "must lie after its start"},
		{"severity without limits", "limits.yaml", "  imminent:", "  imminant:", "severity imminent has no limits"},
		{"no interim precaution", "limits.yaml", "    interim: true", "    interim: false", "interim precaution is mandatory"},
		{"who cannot extend", "limits.yaml", "extend_by: safety_office_head", "extend_by: courtyard_lead", "is no role that can answer"},
		{"requests without ladder", "ladders.yaml", "name: X\n", "name: Xs\n", "ladder X is missing"},
		{"request that climbs nowhere", "ladders.yaml", "id: suspension-waits, mark: suspension_asked, after: 3wd 18:00, level: 3", "id: suspension-waits, mark: suspension_asked, after: 3wd 18:00, level: 2", "has no end"},
		{"clock that resumes what is no suspension", "ladders.yaml", "id: look, mark: look", "id: look, mark: extension_asked", "makes no sense from"},
		{"no return at all", "handling.yaml", "most: 2", "most: 0", "must be at least 1"},
		{"look too late", "handling.yaml", "offer: [7d, 14d, 21d, 30d]", "offer: [7d, 40d]", "is later than look"},
		{"undo before it was done", "handling.yaml", "undo: 24h", "undo: -24h", "must lie after its start"},
		{"chronic above the top", "handling.yaml", "level: 2", "level: 4", "must be between 1 and 3"},
		{"nothing to choose", "handling.yaml", "offer: [24h, 48h, 3d, 5d, 7d, 15d, 30d]", "offer: []", "offer is missing"},
		{"word of two categories", "categories.yaml", "words: [电梯,", "words: [楼道, 电梯,", "suggests passage already"},
		{"platform limit", "delivery.yaml", "per_minute: 24", "per_minute: 60", "the platform drops"},
		{"not a clock", "delivery.yaml", `quiet_to: "07:30"`, `quiet_to: "7:30"`, "is not a time of day"},
		{"alarm that waits", "delivery.yaml", "  alarm:\n    quiet: false", "  alarm:\n    quiet: true", "alarms are never held"},
		{"class without rule", "delivery.yaml", "  digest:", "  digests:", "class digest has no rule"},
		{"pointless exception", "emergency.yaml", "  - 没着火", "  - 没事", "holds no emergency word"},
		{"exception that silences", "emergency.yaml", "  - 没着火", "  - 着火", "would silence"},
		{"no advice", "emergency.yaml", "：119", "：消防", "must tell to call 119"},
		{"order without rule", "escalation.yaml", "  - do: hand_over", "  - do: give_away", "unknown order"},
		{"word of two orders", "escalation.yaml", "words: [知悉,", "words: [督办, 知悉,", "means supervise already"},
		{"order of an unknown role", "escalation.yaml", "by: [community_safety_officer, community_head, committee_member,", "by: [officer, community_head, committee_member,", "unknown role"},
		{"order that takes nonsense", "escalation.yaml", "takes: [name]", "takes: [face]", "is none of term, name, body, words"},
		{"supervision without ladder", "escalation.yaml", "ladder: Sup", "ladder: Super", "have no ladder"},
		{"supervision out of bounds", "escalation.yaml", "due: 3wd", "due: 99d", "is not between"},
		{"small matter that hides others", "escalation.yaml", "by: [major, imminent]", "by: [general, imminent]", "too small a matter"},
		{"escalation that is hidden", "escalation.yaml", "classes: [remind, news]", "classes: [remind, escalate]", "is no routine"},
		{"silence for the street", "escalation.yaml", "level: 1", "level: 2", "can never be silenced"},
		{"silence of what is serious", "escalation.yaml", "severities: [onspot, general]", "severities: [onspot, serious]", "can never be silenced"},
		{"leave without end", "people.yaml", "max: 90d", "max: 90h", "a leave has an end"},
		{"leave nobody hears of", "people.yaml", "    - courtyard_lead\n  stand_in", "  stand_in", "the level above must hear"},
		{"succession of an unknown role", "people.yaml", "roles: [safety_office_head, safety_office_staff, community_head,", "roles: [office_head, safety_office_staff, community_head,", "unknown role"},
		{"succession that climbs nowhere", "people.yaml", "ladder: Jj", "ladder: J", "does not exist"},
		{"things of nobody", "people.yaml", "公章使用登记、移交回执, roles: [safety_office_head, safety_office_staff]", "公章使用登记、移交回执, roles: [volunteer]", "is passed on by nobody"},
		{"succession without end", "ladders.yaml", "after: 5wd 09:00, level: 2, do: ask, why: 一周", "after: 5wd 09:00, level: 1, do: ask, why: 一周", "has no end"},
		{"reporter known to the community", "visibility.yaml", "    roles: [safety_office_head, safety_office_staff]\n", "    roles: [safety_office_head, community_head]\n", "known to the safety office alone"},
		{"field that nobody sees", "visibility.yaml", "field: steps", "field: ledger", "has no rule"},
		{"field that does not exist", "visibility.yaml", "field: steps", "field: stairs", "unknown field"},
		{"telephones for neighbours", "visibility.yaml", "committee_member, community_safety_officer]\n  - field: reporter", "committee_member, courtyard_lead]\n  - field: reporter", "telephones are for the grids above"},
		{"blind spot without advice", "people.yaml", "{rule: ORG-5, do:", "{rule: ORG-9, do:", "unknown rule"},
		{"word of no cadence", "people.yaml", "all_covered: month", "all_covered: quarter", "is neither week nor month"},
		{"body of two names", "bodies.yaml", "also: [安委会]", "also: [派出所]", "already"},
		{"body without a name", "bodies.yaml", "current: 市场监管所, display: 市场监管所", "current: 市场监管所", "display is missing"},
		{"silence without end", "escalation.yaml", "max: 30d", "max: 30m", "a silence must have an end"},
		{"audit of nothing", "escalation.yaml", "days: 7", "days: 0", "look back between"},
		{"word for nobody", "escalation.yaml", "to: fire_authority, words", "to: fire_office, words", `unknown authority "fire_office"`},
		{"no default route", "handover.yaml", "matter: 楼院、物业、小场所火灾隐患和治安有关的, to", "matter: 楼院、物业、小场所火灾隐患和治安有关的, at: [small], to", "no default route"},
		{"route behind the default", "handover.yaml", "categories: [lift], to: market_regulation", "to: market_regulation", "can never be reached"},
		{"route of an unknown category", "handover.yaml", "categories: [gas]", "categories: [steam]", `unknown category "steam"`},
		{"route of an unknown tag", "handover.yaml", "high_risk: true", "tags: [dusty]", `unknown tag "dusty"`},
		{"route of an unknown place", "handover.yaml", "at: [key]", "at: [palace]", `unknown place "palace"`},
		{"route to an unknown authority", "handover.yaml", "categories: [gas], to: gas_authority", "categories: [gas], to: gas_office", `unknown authority "gas_office"`},
		{"route without basis", "handover.yaml", "basis: 燃气设施和用气安全由燃气管理部门监管, ", "", "basis is missing"},
		{"authority of an unknown body", "handover.yaml", "body: fire_authority", "body: fire_brigade", "unknown kind of body"},
		{"criterion missing", "handover.yaml", "id: means, name", "id: powers, name", "criterion means is missing"},
		{"unknown criterion", "handover.yaml", "id: overdue, name", "id: late, name", `unknown criterion "late"`},
		{"major hand-over waits longer", "handover.yaml", "major: {approve: 2h", "major: {approve: 3wd", "cannot wait longer"},
		{"reply before receipt", "handover.yaml", "receipt: 3wd, reply_by: 15wd", "receipt: 3wd, reply_by: 2wd", "is before the receipt is due"},
		{"nobody watches", "handover.yaml", "who: community_safety_officer", "who: night_guard", `unknown role "night_guard"`},
		{"serious unwatched", "handover.yaml", "severities: [serious, major]", "severities: [major]", "serious is missing"},
		{"element without a question", "handover.yaml", "ask: 治理要达到什么目标？", `ask: ""`, "ask is missing"},
		{"hand-overs without ladder", "ladders.yaml", "name: T\n", "name: T-general\n", "ladder T is missing"},
		{"watch of nothing", "ladders.yaml", "do: watch, why", "do: inform, why", "reminders go to level 0"},
		{"made-up weekday", "calendar/2026.yaml", "{date: 2026-01-04, name: 元旦, off: false}", "{date: 2026-01-05, name: 元旦, off: false}", "is no weekend"},
		{"urgent category unknown", "reporting.yaml", "category: fire_lane", "category: fire_line", "unknown category"},
		{"likeness beyond all", "reporting.yaml", "text: 40", "text: 150", "is no share of 1 to 100"},
		{"offered longer than it can be reopened", "reporting.yaml", "closed: 3", "closed: 31", "in which a hazard can be reopened"},
		{"reason given twice", "reporting.yaml", "id: outside", "id: untrue", "is taken already"},
		{"reason without words", "reporting.yaml", "text: 看过以后，这不属于安全隐患", "text: ''", "text is missing"},
		{"no reason is abuse", "reporting.yaml", "abuse: true", "abuse: false", "would never apply"},
		{"no time to appeal", "reporting.yaml", "within: 7d", "within: -7d 09:00", "must lie after its start"},
		{"thanks that do not grow", "reporting.yaml", "at: [1, 10, 50]", "at: [1, 50, 10]", "must grow"},
		{"far nearer than near", "reporting.yaml", "far: 1500", "far: 150", "is nearer than near"},
		{"abuse of none", "reporting.yaml", "rejected: 3", "rejected: 0", "must be at least 1"},
		{"foreign year", "calendar/2026.yaml", "year: 2026", "year: 2028", "holds the year 2028"},
		{"window without effect", "windows.yaml", "    effects:\n      - {do: items, name: 取暖、一氧化碳、电动车四项, objects: {grids: courtyard}, lists: [WIN-WINTER]}\n      - {do: focus, name: 人员密集、高层、易燃易爆场所, objects: {tags: [crowded, highrise, flammable]}}\n", "", "window winter-spring has no effect"},
		{"window without dates", "windows.yaml", "    dates: 06-01..06-20\n", "", "dates is missing"},
		{"unknown festival", "windows.yaml", "dates: 中元-7d..中元", "dates: 盂兰-7d..盂兰", "unknown festival or holiday 盂兰"},
		{"unknown holiday", "windows.yaml", "dates: 劳动节假期-3wd..劳动节假期+3wd", "dates: 五一假期-3wd..五一假期+3wd", "unknown festival or holiday 五一"},
		{"window ends before it begins", "windows.yaml", "dates: 重阳-3d..重阳", "dates: 重阳..重阳-3d", "ends before it begins"},
		{"no day of the year", "windows.yaml", "dates: 11-08..11-14", "dates: 11-08..11-31", "is no day of a year"},
		{"window id reused", "windows.yaml", "id: heating", "id: winter-spring", "is taken already"},
		{"window id too long", "windows.yaml", "id: heating", "id: heating-season-of-the-north", "at most 18 characters"},
		{"unknown effect", "windows.yaml", "{do: focus, name: 地下空间,", "{do: foresee, name: 地下空间,", "unknown effect"},
		{"effect with an unknown role", "windows.yaml", "who: safety_office_head, objects: {grids: street}", "who: safety_boss, objects: {grids: street}", "unknown role"},
		{"role below its object", "windows.yaml", "who: safety_office_head, objects: {grids: street}", "who: courtyard_lead, objects: {grids: street}", "is no role of a street"},
		{"unmuted role unknown", "windows.yaml", "dates: [春节假期], roles: [community_safety_officer]", "dates: [春节假期], roles: [officer]", "unknown role"},
		{"window asks an unknown checklist", "windows.yaml", "lists: [WIN-WINTER]", "lists: [WINTER]", "unknown checklist"},
		{"focus on everything", "windows.yaml", "name: 地下空间, objects: {tags: [underground]}", "name: 地下空间", "would put every site first"},
		{"limit that grows", "windows.yaml", "percent: 50", "percent: 150", "between 1 and 99"},
		{"effect outside its window", "windows.yaml", "dates: [06-01..06-15]", "dates: [10-01..10-15]", "lies outside the window's own dates"},
		{"special without ladder", "windows.yaml", "  ladder: S", "  ladder: Z", "have no ladder"},
		{"special that nobody excuses", "windows.yaml", "  excuse: [community_safety_officer, community_head, safety_office_head, street_deputy_lead]\n", "", "nobody could excuse"},
		{"dates of what is called out", "windows.yaml", "  - id: exam\n    name: 考试期间", "  - id: exam\n    dates: 06-07..06-09\n    name: 考试期间", "is called out in chat"},
		{"window item id reused", "checklists.yaml", "{id: WIN-01,", "{id: WIN-05,", "is taken already"},
		{"festival missing", "calendar/festivals.yaml", `端午: "06-09", `, "", "端午 is missing"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text := embedded(t, tc.file)
			if !strings.Contains(text, tc.old) {
				t.Fatalf("%s holds no %q", tc.file, tc.old)
			}
			line := 1 + strings.Count(text[:strings.Index(text, tc.old)], "\n") + leadingLines(tc.old, tc.new)
			dir := t.TempDir()
			write(t, dir, tc.file, strings.Replace(text, tc.old, tc.new, 1))
			found, lines := CheckPolicy(dir), strings.Split(text, "\n")
			for _, p := range found {
				at, elsewhere := foundAt[tc.name]
				here := p.Line == line && !elsewhere || elsewhere && p.Line > 0 && strings.Contains(lines[p.Line-1], at)
				if p.File == tc.file && strings.Contains(p.Text, tc.says) && here {
					return
				}
			}
			t.Errorf("want %s:%d …%s…, got:\n%v", tc.file, line, tc.says, Problems(found))
		})
	}
}

// foundAt are mistakes about something that is not there, or that follow from
// another line: the line at which each is found.
var foundAt = map[string]string{
	"weekday of a month":          `due: sun 18:00`,
	"ladder without end":          `- name: H-general`,
	"review without ladder":       `ladders:`,
	"visit that asks nothing":     `- id: monthly`,
	"nobody to excuse":            `- id: monthly`,
	"ladder that ends too low":    `- name: D`,
	"sites asked nothing":         `uses:`,
	"severity without limits":     `limits:`,
	"requests without ladder":     `ladders:`,
	"request that climbs nowhere": `- name: X`,
	"alarm that waits":            `alarm:`,
	"class without rule":          `classes:`,
	"no advice":                   `advice: |-`,
	"leave nobody hears of":       `tell:`,
	"succession without end":      `- name: Jj`,
	"field that nobody sees":      `fields:`,
	"no default route":            `routes:`,
	"criterion missing":           `criteria:`,
	"hand-overs without ladder":   `ladders:`,
	"no reason is abuse":          `rejections:`,
	"window without effect":       `- id: winter-spring`,
	"window without dates":        `- id: harvest-summer`,
	"special that nobody excuses": `special:`,
	"not YAML":                    "plans:",
}

// leadingLines is how many lines of the old text come before what was changed.
func leadingLines(old, new string) int {
	n := 0
	for i := 0; i < len(old) && i < len(new) && old[i] == new[i]; i++ {
		if old[i] == '\n' {
			n++
		}
	}
	return n
}

func TestAllMistakesOfAllFilesAreReportedTogether(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "plans.yaml", strings.NewReplacer("every: week", "evry: week", "due: sun 18:00", "due: noon").Replace(embedded(t, "plans.yaml")))
	write(t, dir, "limits.yaml", strings.NewReplacer("rectify: 7d", "rectify: soon", "reviewers: 2", "reviewers: two").Replace(embedded(t, "limits.yaml")))
	write(t, dir, "vacations.yaml", "vacations: []")
	found := CheckPolicy(dir)
	if len(found) != 6 {
		t.Errorf("want 6 mistakes (2 in plans, 3 in limits, 1 unknown file), got:\n%v", Problems(found))
	}
	if _, err := LoadPolicy(dir); err == nil || strings.Count(err.Error(), "\n") != len(found)-1 {
		t.Errorf("the error is not the list of mistakes: %v", err)
	}
}

func TestAMissingPolicyFolderIsAMistake(t *testing.T) {
	if found := CheckPolicy("no-such-folder"); len(found) != 1 || !strings.Contains(found[0].Text, "does not exist") {
		t.Errorf("got %v", found)
	}
}
