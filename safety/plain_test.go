package safety_test

import (
	"testing"

	"gridwarden/safety"
)

func TestPlacesAreTheSameHoweverTheyAreTyped(t *testing.T) {
	for _, c := range []struct{ typed, plain string }{
		{"梧桐里１号院", "梧桐里1号院"},
		{"梧桐里 一号院", "梧桐里1号院"},
		{"十二号楼", "12号楼"},
		{"二十号楼二十一层", "20号楼21层"},
		{"3栋", "3号楼"},
		{"３幢2单元", "3号楼2单元"},
		{"5座", "5号楼"},
		{"3#", "3号楼"},
		{"3#楼", "3号楼"},
		{"3栋楼", "3号楼"},
		{"三号楼，2单元。", "3号楼2单元"},
		{"三里屯", "三里屯"},
		{"一品小炒", "一品小炒"},
		{"金座大厦", "金座大厦"},
		{"ＡＢＣ-Mart", "abcmart"},
		{"", ""},
		{"#", ""},
		{"十", "十"},
	} {
		if got := safety.Plain(c.typed); got != c.plain {
			t.Errorf("%q is plainly %q, want %q", c.typed, got, c.plain)
		}
		if again := safety.Plain(c.plain); again != c.plain {
			t.Errorf("%q is not plain: %q", c.plain, again)
		}
	}
}

func TestPlacesAreFoundByNameKeywordAndMistypedName(t *testing.T) {
	r := safety.NewRoster(safety.Roster{
		Grids: []safety.Grid{
			{Code: "WT", Name: "梧桐街道", Level: safety.Street},
			{Code: "01", Name: "梧桐里社区", Parent: "WT", Level: safety.Community},
			{Code: "02", Name: "青桐里社区", Parent: "WT", Level: safety.Community},
			{Code: "0101", Name: "一号院", Parent: "01", Level: safety.Courtyard, Lat: 34.7500, Lon: 113.6000},
			{Code: "0201", Name: "一号院", Parent: "02", Level: safety.Courtyard, Lat: 34.7600, Lon: 113.6000},
			{Code: "0202", Name: "供销社家属院", Parent: "02", Level: safety.Courtyard},
		},
		Sites: []safety.Site{
			{Code: "0201-01", Name: "来福小炒", Grid: "0201", Address: "青桐路 12 号"},
			{Code: "0201-02", Name: "来福超市", Grid: "0201", Ended: true},
		},
	})
	for _, c := range []struct {
		name, text string
		near       []string
		want       string // code of the first
		n          int
	}{
		{"both courtyards of a name", "1号院", nil, "grid:0101", 2},
		{"one's own first", "1号院", []string{"0201"}, "grid:0201", 2},
		{"with its community", "青桐里一号院", nil, "grid:0201", 1},
		{"with its community in full", "青桐里社区1号院", nil, "grid:0201", 1},
		{"a part of the name", "来福", nil, "site:0201-01", 1},
		{"more than the name", "来福小炒后门", nil, "site:0201-01", 1},
		{"the address", "青桐路12号", nil, "site:0201-01", 1},
		{"words apart", "青桐 小炒", nil, "site:0201-01", 1},
		{"mistyped", "供消社家属院", nil, "grid:0202", 1},
		{"nothing like it", "月亮湾", nil, "", 0},
		{"too short", "院", nil, "", 0},
	} {
		found := r.Find(c.text, c.near, 6)
		first := ""
		if len(found) > 0 {
			first = found[0].Code()
		}
		if first != c.want || len(found) != c.n {
			t.Errorf("%s: %q finds %v, want %d, first %s", c.name, c.text, found, c.n, c.want)
		}
	}
	for _, c := range []struct {
		name string
		lat  float64
		want int
	}{{"in the courtyard", 34.7501, 1}, {"between the two", 34.7550, 2}, {"far from all", 34.9, 0}} {
		if near := r.Near(c.lat, 113.6, 300, 1500, 5); len(near) != c.want {
			t.Errorf("%s: %v, want %d", c.name, near, c.want)
		}
	}
}

func TestTextsAreAsLikeAsTheyRead(t *testing.T) {
	for _, c := range []struct {
		a, b     string
		min, max int
	}{
		{"楼道堆了纸箱", "楼道堆了纸箱", 100, 100},
		{"2单元楼道堆了纸箱", "楼道里堆了好多纸箱", 40, 90},
		{"楼道堆了纸箱", "灭火器过期了", 0, 10},
		{"3号楼电梯坏了", "3号楼楼道灯坏了", 20, 39},
		{"3号楼12层", "5号楼9层", 30, 100},
		{"", "", 0, 0},
		{"堵", "堵", 0, 0},
	} {
		if got := safety.Likeness(c.a, c.b); got < c.min || got > c.max {
			t.Errorf("%q and %q are %d%% alike, want %d to %d", c.a, c.b, got, c.min, c.max)
		}
		if x, y := safety.Likeness(c.a, c.b), safety.Likeness(c.b, c.a); x != y {
			t.Errorf("likeness of %q and %q depends on their order: %d, %d", c.a, c.b, x, y)
		}
	}
}
