package roster

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"gridwarden/safety"
	"gridwarden/testdata"
)

func TestWhatIsWrittenReadsBackAsTheSameRoster(t *testing.T) {
	r := readClean(t, testdata.Street)
	r.Sites[0].Name, r.Sites[1].Address, r.Grids[1].Name = "=1+1", "@SUM(A1)", "-2+3"
	var first, second bytes.Buffer
	if err := Write(&first, r); err != nil {
		t.Fatal(err)
	}
	again := readClean(t, first.Bytes())
	if diff := cmp.Diff(r, again, sameRoster); diff != "" {
		t.Errorf("written and read (-want +got):\n%s", diff)
	}
	if err := Write(&second, again); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the same roster gave other bytes")
	}
}

func TestFormulasAreWrittenAsText(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, safety.Roster{Grids: []safety.Grid{{Code: "WT", Name: "=1+1", Level: safety.Street}}}); err != nil {
		t.Fatal(err)
	}
	f := openBook(t, b.Bytes())
	formula, err := f.GetCellFormula("网格", "B2")
	if err != nil || formula != "" {
		t.Errorf("formula %q, %v", formula, err)
	}
	if text, err := f.GetCellValue("网格", "B2"); err != nil || text != "=1+1" {
		t.Errorf("text %q, %v", text, err)
	}
	if kind, err := f.GetCellType("网格", "B2"); err != nil || kind != excelize.CellTypeSharedString {
		t.Errorf("cell type %v, %v", kind, err)
	}
}

func TestWhatHasEndedIsNotWritten(t *testing.T) {
	r := readClean(t, makeBook(t).Bytes())
	r.Sites[1].Ended, r.Grids[3].Ended, r.Members[2].Ended = true, true, true
	r.Sites[0].Party = ""
	var b bytes.Buffer
	if err := Write(&b, r); err != nil {
		t.Fatal(err)
	}
	again := readClean(t, b.Bytes())
	if len(again.Grids) != 3 || len(again.Sites) != 1 || len(again.Members) != 2 || len(again.Assignments) != 2 {
		t.Errorf("%d grids, %d sites, %d members, %d assignments", len(again.Grids), len(again.Sites), len(again.Members), len(again.Assignments))
	}
}

func TestOrderOfColumnsDoesNotMatter(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 1))
	shuffled := makeBook(t, func(f *excelize.File) error {
		for _, s := range sheets {
			order := chance.Perm(len(s.columns))
			for i, cells := range smallStreet[s.name] {
				row := make([]any, len(s.columns))
				for j, cell := range cells {
					row[order[j]] = cell
				}
				if err := f.SetSheetRow(s.name, at(1, i+1), &row); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if diff := cmp.Diff(readClean(t, makeBook(t).Bytes()), readClean(t, shuffled.Bytes()), sameRoster); diff != "" {
		t.Errorf("roster (-in order +shuffled):\n%s", diff)
	}
}

func TestTemplateHasEverythingOneNeedsToFillItIn(t *testing.T) {
	var b bytes.Buffer
	if err := WriteTemplate(&b); err != nil {
		t.Fatal(err)
	}
	f := openBook(t, b.Bytes())
	if diff := cmp.Diff([]string{"填写说明", "网格", "人员", "场所", "机构"}, f.GetSheetList()); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	explained, err := f.GetRows(helpSheet)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sheets {
		lists := dropDowns(t, f, s.name)
		notes, err := f.GetComments(s.name)
		if err != nil || len(notes) != len(s.columns) {
			t.Errorf("%s: %d notes for %d columns, %v", s.name, len(notes), len(s.columns), err)
		}
		if panes, err := f.GetPanes(s.name); err != nil || !panes.Freeze || panes.YSplit != 1 {
			t.Errorf("%s: panes %+v, %v", s.name, panes, err)
		}
		for i, c := range s.columns {
			cell := at(i+1, 1)
			title, err := f.GetCellValue(s.name, cell)
			if err != nil || strings.TrimSuffix(title, "*") != c.header || strings.HasSuffix(title, "*") != c.required {
				t.Errorf("%s!%s: header %q, %v", s.name, cell, title, err)
			}
			if !slices.ContainsFunc(explained, func(row []string) bool { return len(row) == 3 && row[0] == c.header && row[2] == c.help }) {
				t.Errorf("%s %s is not explained", s.name, c.header)
			}
			area := at(i+1, 2) + ":" + at(i+1, formRows)
			switch want := strings.Join(c.list, ","); {
			case c.from != nil && lists[area] != c.from.area():
				t.Errorf("%s %s: chooses from %q, want %s", s.name, c.header, lists[area], c.from.area())
			case c.from == nil && lists[area] != want:
				t.Errorf("%s %s: chooses from %q, want %q", s.name, c.header, lists[area], want)
			}
		}
	}
	_, mistakes, remarks, err := Read(&b)
	if err != nil || len(remarks) > 0 || len(mistakes) != 1 || mistakes[0].Row != 0 {
		t.Errorf("an empty template should lack nothing but its street: %v %v %v", mistakes, remarks, err)
	}
}

// dropDowns are the lists of a sheet by the cells they belong to.
func dropDowns(t *testing.T, f *excelize.File, sheet string) map[string]string {
	t.Helper()
	vs, err := f.GetDataValidations(sheet)
	if err != nil {
		t.Fatal(err)
	}
	lists := map[string]string{}
	for _, v := range vs {
		lists[v.Sqref] = strings.Trim(v.Formula1, `"`)
	}
	return lists
}

func openBook(t *testing.T, book []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}
