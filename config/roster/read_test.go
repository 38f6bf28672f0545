package roster

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"gridwarden/safety"
)

func TestWorkbookBecomesARoster(t *testing.T) {
	day := func(m time.Month, d int) time.Time { return time.Date(2026, m, d, 0, 0, 0, 0, safety.Shanghai) }
	want := safety.Roster{
		Grids: []safety.Grid{
			{Code: "WT", Name: "梧桐街道", Level: safety.Street},
			{Code: "01", Name: "梧桐里社区", Parent: "WT", Level: safety.Community, Kind: safety.Neighbourhood},
			{Code: "0101", Name: "一号院", Parent: "01", Level: safety.Courtyard, Kind: safety.BuildingYard, Lat: 34.7525, Lon: 113.6125},
			{Code: "0102", Name: "二号院", Parent: "01", Level: safety.Courtyard},
		},
		Members: []safety.Member{
			{ID: "wt_lin", Name: "蔺振声", Mobile: "13900000001"}, {ID: "wt_qi", Name: "祁文柏"}, {ID: "wt_miao", Name: "苗巧云"},
		},
		Assignments: []safety.Assignment{
			{Member: "wt_lin", Role: safety.StreetPrincipal, Grid: "WT", From: day(1, 1), To: day(12, 31)},
			{Member: "wt_qi", Role: safety.CommunitySafetyOfficer, Grid: "01", Deputy: "wt_lin"},
			{Member: "wt_miao", Role: safety.CourtyardLead, Grid: "0101", Deputy: "wt_qi"},
			{Member: "wt_miao", Role: safety.CourtyardLead, Grid: "0102"},
		},
		Sites: []safety.Site{
			{Code: "S1", Name: "来福小炒", Grid: "0101", Class: safety.SmallSite, Kind: safety.Shopfront, Address: "梧桐路1号", Responsible: "鲍来福", Party: "wt_miao"},
			{Code: "S2", Name: "梧桐购物中心", Grid: "0101", Class: safety.KeySite, Kind: "商场", Tags: []safety.Tag{safety.Crowded, safety.Underground}, HighRisk: true},
		},
		Bodies: []safety.Body{
			{Name: "梧桐街道安委会", Kind: safety.SafetyCommittee, Members: []string{"wt_lin", "wt_qi"}},
			{Name: "梧桐派出所", Kind: safety.PoliceStation, Members: []string{"wt_qi"}},
		},
	}
	got := readClean(t, makeBook(t).Bytes())
	if diff := cmp.Diff(want, got, sameRoster); diff != "" {
		t.Errorf("roster (-want +got):\n%s", diff)
	}
	if name := got.Where("0101"); name != "梧桐里社区·一号院" {
		t.Errorf("the roster is not indexed: Where = %q", name)
	}
}

func TestCellsAreUnderstoodAsPeopleWriteThem(t *testing.T) {
	for _, test := range []struct {
		name  string
		patch patch
		got   func(safety.Roster) any
		want  any
	}{
		{"date of Excel", set("人员", "G4", time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)), from(2), "2026-03-01"},
		{"date of Excel with a time", set("人员", "G4", 46082.75), from(2), "2026-03-01"},
		{"date counted from 1904", func(f *excelize.File) error {
			since1904 := true
			return errors.Join(f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &since1904}), f.SetCellValue("人员", "G4", 46082-1462))
		}, from(2), "2026-03-01"},
		{"date with slashes", set("人员", "G4", "2026/3/1"), from(2), "2026-03-01"},
		{"date in Chinese", set("人员", "G4", "2026年3月1日"), from(2), "2026-03-01"},
		{"mobile as a number", set("人员", "F3", 13900000007), func(r safety.Roster) any { return r.Members[1].Mobile }, "13900000007"},
		{"account in capitals", set("人员", "E4", "WT_LIN"), func(r safety.Roster) any { return r.Assignments[2].Deputy }, "wt_lin"},
		{"members in lines", set("机构", "C2", "wt_lin\nWT_QI, wt_lin"), func(r safety.Roster) any { return strings.Join(r.Bodies[0].Members, " ") }, "wt_lin wt_qi"},
		{"space around", set("场所", "B2", " 　来福小炒\u200b"), func(r safety.Roster) any { return r.Sites[0].Name }, "来福小炒"},
		{"required header without its star", set("机构", "A1", " 名称＊"), func(r safety.Roster) any { return r.Bodies[0].Name }, "梧桐街道安委会"},
		{"role of another post", set("人员", "C4", "村组负责人"), func(r safety.Roster) any { return r.Assignments[2].Role }, safety.CourtyardLead},
		{"what looks like a formula", set("场所", "B2", `=HYPERLINK("x")`), func(r safety.Roster) any { return r.Sites[0].Name }, `=HYPERLINK("x")`},
		{"formula with its stored value", func(f *excelize.File) error {
			return errors.Join(f.SetCellValue("场所", "B2", 404), f.SetCellFormula("场所", "B2", "500+1"))
		}, func(r safety.Roster) any { return r.Sites[0].Name }, "404"},
		{"number shown with zeros", func(f *excelize.File) error {
			zeros := "0000"
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &zeros})
			return errors.Join(err, f.SetCellValue("场所", "C3", 101), f.SetCellStyle("场所", "C3", "C3", style))
		}, func(r safety.Roster) any { return r.Sites[1].Grid }, "0101"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.got(readClean(t, makeBook(t, test.patch).Bytes())); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func from(i int) func(safety.Roster) any {
	return func(r safety.Roster) any { return r.Assignments[i].From.Format(time.DateOnly) }
}

func TestOnePersonMayHoldAPostAgainLater(t *testing.T) {
	r := readClean(t, makeBook(t,
		set("人员", "H4", "2026-06-30"), set("人员", "D5", "0101"), set("人员", "G5", "2026-07-01")).Bytes())
	if len(r.Assignments) != 4 {
		t.Errorf("%d assignments", len(r.Assignments))
	}
}

func TestUnusableFilesAreRefusedInOneSentence(t *testing.T) {
	truncated := func(part string) []byte {
		return repack(t, makeBook(t).Bytes(), func(name string, body []byte) []byte {
			if name == part {
				return body[:len(body)/2]
			}
			return body
		})
	}
	manyRows := `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` +
		strings.Repeat(`<row/>`, MaxRows+1) + `</sheetData></worksheet>`
	for _, test := range []struct {
		name string
		file []byte
		want string
	}{
		{"nothing", nil, "这不是 .xlsx 文件"},
		{"a text", []byte("编码,名称\n"), "这不是 .xlsx 文件"},
		{"an old or locked workbook", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on"), "这是带密码的文件或旧版 .xls"},
		{"another zip file", archive(t, "a.txt", "hello"), "打不开这个文件"},
		{"too large", bytes.Repeat([]byte("P"), MaxPacked+1), "文件超过 20 MB"},
		{"a bomb", bomb(t, MaxUnpacked+1), "文件解压后超过 200 MB"},
		{"a bomb that lies about its size", bomb(t, 100), "打不开这个文件"},
		{"macros", repack(t, makeBook(t).Bytes(), nil, "xl/vbaProject.bin"), "文件里有宏"},
		{"a million rows", archive(t, "xl/worksheets/sheet1.xml", manyRows), "工作表超过 200000 行"},
		{"a row without end", archive(t, "xl/worksheets/sheet1.xml", "<row>"+strings.Repeat("<c/>", maxCells+1)+"</row>"), "工作表里有一行的列数太多"},
		{"bottomless nesting", archive(t, "xl/styles.xml", strings.Repeat("<a>", 100)+strings.Repeat("</a>", 100)), "打不开这个文件"},
		{"half a sheet", truncated("xl/worksheets/sheet2.xml"), "打不开这个文件"},
		{"half the texts", truncated("xl/sharedStrings.xml"), "打不开这个文件"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, _, _, err := Read(bytes.NewReader(test.file))
			var no *safety.Refusal
			if !errors.As(err, &no) || !strings.HasPrefix(no.Sentence(), test.want) {
				t.Errorf("got %v, want a refusal that begins with %q", err, test.want)
			}
		})
	}
}

func TestReadingErrorsAreNotTheWorkbooksFault(t *testing.T) {
	broken := errors.New("disk on fire")
	_, _, _, err := Read(io.MultiReader(strings.NewReader("PK"), readerFunc(func([]byte) (int, error) { return 0, broken })))
	var no *safety.Refusal
	if !errors.Is(err, broken) || errors.As(err, &no) {
		t.Errorf("got %v", err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// archive is a zip file with one part.
func archive(t testing.TB, name, body string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err == nil {
		_, err = io.WriteString(w, body)
	}
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bomb is a workbook with a sheet of ten megabytes of nothing that declares another size.
func bomb(t *testing.T, declared uint64) []byte {
	t.Helper()
	var packed, b bytes.Buffer
	squeeze, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	_, err = squeeze.Write(bytes.Repeat([]byte(" "), 10<<20))
	if err := errors.Join(err, squeeze.Close()); err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(&b)
	w, err := z.CreateRaw(&zip.FileHeader{
		Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate,
		CompressedSize64: uint64(packed.Len()), UncompressedSize64: declared,
	})
	if err == nil {
		_, err = w.Write(packed.Bytes())
	}
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// repack changes the parts of a workbook and adds others.
func repack(t testing.TB, book []byte, change func(name string, body []byte) []byte, more ...string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	put := func(name string, body []byte) {
		w, err := out.Create(name)
		if err == nil {
			_, err = w.Write(body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, part := range in.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err := errors.Join(err, r.Close()); err != nil {
			t.Fatal(err)
		}
		if change != nil {
			body = change(part.Name, body)
		}
		put(part.Name, body)
	}
	for _, name := range more {
		put(name, []byte("x"))
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// FuzzRead changes a part of a workbook, or with no part the whole file: what
// is read without a mistake can be written and read again as the same roster.
func FuzzRead(f *testing.F) {
	small := makeBook(f).Bytes()
	f.Add("", []byte("PK"))
	f.Add("", small)
	for _, part := range []string{"xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet3.xml", "xl/styles.xml"} {
		f.Add(part, partOf(f, small, part))
	}
	const sheet = `<worksheet><sheetData>%s</sheetData></worksheet>`
	f.Add("xl/workbook.xml", []byte(`<workbook><sheets><sheet name="网格" sheetId="1" r:id="rId9"/></sheets></workbook>`))
	f.Add("xl/styles.xml", []byte(`<styleSheet><cellXfs><xf numFmtId="999"/></cellXfs></styleSheet>`))
	for _, rows := range []string{
		`<row r="1048577"><c r="A1" t="inlineStr"><is><t>编码</t></is></c></row>`,
		`<row r="-3"><c r="XFD1" t="inlineStr"><is><t>编码</t></is></c></row>`,
		`<row r="1"><c r="A1" t="s"><v>-7</v></c><c r="A0" t="s"><v>99999</v></c></row>`,
		`<row r="2"><c r="G2" t="d"><v>20260301T000000</v></c><c r="H2" s="-4"><v>1e300</v></c></row>`,
	} {
		f.Add("xl/worksheets/sheet3.xml", fmt.Appendf(nil, sheet, rows))
	}
	f.Fuzz(func(t *testing.T, part string, body []byte) {
		file := body
		if part != "" {
			file = swap(small, part, body)
		}
		r, mistakes, _, err := Read(bytes.NewReader(file))
		if err != nil || len(mistakes) > 0 {
			return
		}
		var again bytes.Buffer
		if err := Write(&again, r); err != nil {
			t.Fatal(err)
		}
		back, mistakes, _, err := Read(&again)
		if err != nil || len(mistakes) > 0 {
			t.Fatalf("cannot be read again: %v %v", mistakes, err)
		}
		if diff := cmp.Diff(r, back, sameRoster); diff != "" {
			t.Errorf("changed by writing (-read +again):\n%s", diff)
		}
	})
}

// partOf is the body of a part of a workbook.
func partOf(t testing.TB, book []byte, name string) (body []byte) {
	t.Helper()
	repack(t, book, func(part string, b []byte) []byte {
		if part == name {
			body = b
		}
		return b
	})
	return body
}

// swap gives a part of a workbook another body; the others are copied as they are.
func swap(file []byte, part string, body []byte) []byte {
	in, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return file
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, p := range in.File {
		if p.Name == part {
			if w, err := out.Create(part); err == nil {
				_, _ = w.Write(body)
			}
			continue
		}
		if out.Copy(p) != nil {
			return file
		}
	}
	if out.Close() != nil {
		return file
	}
	return b.Bytes()
}
