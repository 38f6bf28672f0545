package flow

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// on writes a statement as the tests below do: "3✗ 7✗ *✓".
func (st statement) String() string {
	mark := map[Found]string{Pass: "✓", Fail: "✗", NotApplicable: "–"}
	var parts []string
	for _, n := range slices.Sorted(maps.Keys(st.set)) {
		parts = append(parts, itoa(n)+mark[st.set[n]])
	}
	if st.rest != "" {
		parts = append(parts, "*"+mark[st.rest])
	}
	return strings.Join(parts, " ")
}

func TestChecklistLanguage(t *testing.T) {
	for said, want := range map[string]string{
		"全部正常":              "*✓",
		"全部合格。":             "*✓",
		"都正常":               "*✓",
		"一切正常":              "*✓",
		"没问题":               "*✓",
		"正常":                "*✓",
		"没有发现问题":            "*✓",
		"全部正常，除3、7":         "3✗ 7✗ *✓",
		"全部正常,除了3和7":        "3✗ 7✗ *✓",
		"全部正常 3 7除外":        "3✗ 7✗ *✓",
		"除3、7外正常":           "3✗ 7✗ *✓",
		"除３、７外，都正常":         "3✗ 7✗ *✓",
		"除了第3项和第7项以外都合格":    "3✗ 7✗ *✓",
		"除三、七之外全部正常":        "3✗ 7✗ *✓",
		"除三七外正常":            "3✗ 7✗ *✓",
		"除3、7不合格外，其余正常":     "3✗ 7✗ *✓",
		"除3、7不合格，其余正常":      "3✗ 7✗ *✓",
		"除3和7，其他都没问题":       "3✗ 7✗ *✓",
		"3 7 不合格":           "3✗ 7✗",
		"3、7有问题":            "3✗ 7✗",
		"3、7项不合格":           "3✗ 7✗",
		"不合格：3、7":           "3✗ 7✗",
		"有问题的是3和7":          "3✗ 7✗",
		"3 7":               "3✗ 7✗",
		"3":                 "3✗",
		"3-5不合格":            "3✗ 4✗ 5✗",
		"3到5、9有问题":          "3✗ 4✗ 5✗ 9✗",
		"第三项至第五项不合格":        "3✗ 4✗ 5✗",
		"5~3不合格":            "3✗ 4✗ 5✗",
		"12不适用":             "12–",
		"１２不适用":             "12–",
		"十二不适用，其余正常":        "12– *✓",
		"③⑦不合格":             "3✗ 7✗",
		"二十四不涉及":            "24–",
		"3不合格7不适用其余合格":      "3✗ 7– *✓",
		"3、7有问题，12不适用，其他正常": "3✗ 7✗ 12– *✓",
		"除3、12外正常，12不适用":    "3✗ 12– *✓",
		"正常，3、7不合格":         "3✗ 7✗ *✓",
		"只有3有问题，其余都正常":      "3✗ *✓",
		"全部不合格，除3":          "3✓ *✗",
		"7合格":               "7✓",
		"改7合格":              "7✓",
		"后面都正常":             "*✓",
		"3 OK":              "3✓",
		"3×":                "3✗",
	} {
		st, why, ok := parseStatement(said, 24)
		if !ok || st.String() != want {
			t.Errorf("%q: got %q %q, want %q", said, st, why, want)
		}
	}
}

func TestChecklistLanguageRefusesWhatIsNotClear(t *testing.T) {
	for said, want := range map[string]string{
		"":             "",
		"检查表在哪":        "",
		"楼道堆了3个箱子":     "",
		"不太好":          "",
		"不合格":          "请写明是哪几项，如“3、7不合格”",
		"不适用":          "请写明是哪几项，如“3、7不合格”",
		"30不合格":        "没有第 30 项，一共 24 项",
		"0不合格":         "没有第 0 项，一共 24 项",
		"1-99不合格":      "没有第 99 项，一共 24 项",
		"3合格3不合格":      "第 3 项说了两次，不一样",
		"其余正常其余不合格":    "“其余”说了两次，不一样",
		"全部":           "请写明正常还是不合格，如“全部正常”",
		"除3、7":         "请写明正常还是不合格，如“除3、7外正常”",
		"外正常":          "没看懂“外”，请写成“除3、7外正常”",
		"正常 3 7":       "没看懂后面几个序号，请写成“除3、7外正常”",
		"3 不合格 正常 不适用": "没看懂，请写成“3、7不合格”",
	} {
		if st, why, ok := parseStatement(said, 24); ok || why != want {
			t.Errorf("%q: got %q, %q, %v; want refusal %q", said, st, why, ok, want)
		}
	}
}

// canonical says a statement in words that must mean the same.
func canonical(st statement, n int) string {
	by := map[Found][]int{}
	for i := 1; i <= n; i++ {
		if f, ok := st.set[i]; ok {
			by[f] = append(by[f], i)
		}
	}
	var parts []string
	for _, f := range []Found{Pass, Fail, NotApplicable} {
		if len(by[f]) > 0 {
			parts = append(parts, ranges(by[f])+f.String())
		}
	}
	if st.rest != "" {
		parts = append(parts, "其余"+st.rest.String())
	}
	return strings.Join(parts, "，")
}

func FuzzChecklistLanguage(f *testing.F) {
	for _, s := range []string{
		"全部正常，除3、7", "除3、7外正常", "3-5不合格，12不适用", "除三七之外都合格", "正常，3、7不合格", "全部不合格，除3", "３～５", "③不适用其余正常", "3、7除外全部正常", "其余",
	} {
		f.Add(s, 24)
		f.Add(s, 8)
	}
	f.Fuzz(func(t *testing.T, said string, n int) {
		n = 1 + (n%60+60)%60
		st, why, ok := parseStatement(said, n)
		if !ok {
			return
		}
		if why != "" {
			t.Fatalf("%q is understood and refused: %s", said, why)
		}
		for i, found := range st.set {
			if i < 1 || i > n || found.String() == "未答" {
				t.Fatalf("%q: item %d of %d is %q", said, i, n, found)
			}
		}
		if len(st.set) == 0 && st.rest == "" {
			t.Fatalf("%q says nothing", said)
		}
		again, why, ok := parseStatement(canonical(st, n), n)
		if !ok || cmp.Diff(again.set, st.set) != "" || again.rest != st.rest {
			t.Fatalf("%q means %q, but that reads as %q (%s)", said, canonical(st, n), again, why)
		}
	})
}

func TestNumbersAsPeopleWriteThem(t *testing.T) {
	for said, want := range map[string]int{
		"12": 12, "１２": 12, "十二": 12, "二十": 20, "两": 2, "一百零五": 105, "一百一十五": 115, "三千": 3000, "约12人": 12, "共 3 个": 3, "大概二十户": 20, "0": 0, "零": 0, "-3": -3,
	} {
		if n, ok := parseNumber(said); !ok || n != want {
			t.Errorf("%q: got %d, %v, want %d", said, n, ok, want)
		}
	}
	for _, said := range []string{"", "很多", "3.5", "3-5", "1 2", "三四个", "2万", "12个人都来了", "3，4"} {
		if n, ok := parseNumber(said); ok {
			t.Errorf("%q was read as %d", said, n)
		}
	}
}
