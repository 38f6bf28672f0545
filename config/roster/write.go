package roster

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"gridwarden/safety"
)

// Write writes a roster as a workbook that [Read] reads back as the same
// roster. What has ended is left out, and so are people without any role,
// because the workbook has no word for them.
// Every cell is a text, so nothing in it is ever computed (promises.md S15).
// The same roster gives the same bytes.
func Write(w io.Writer, r safety.Roster) error {
	return write(w, map[string][][]string{
		gridSheet:   gridRows(r.Grids),
		peopleSheet: peopleRows(r.Members, r.Assignments),
		siteSheet:   siteRows(r.Sites),
		bodySheet:   bodyRows(r.Bodies),
	})
}

// WriteTemplate writes an empty workbook with drop-downs, a note at each header
// and a sheet that explains how to fill it in.
func WriteTemplate(w io.Writer) error { return write(w, nil) }

func write(w io.Writer, rows map[string][][]string) error {
	f := excelize.NewFile()
	defer f.Close()
	form, err := newForm(f)
	if err != nil {
		return err
	}
	if err := form.explain(); err != nil {
		return fmt.Errorf("write sheet %s: %w", helpSheet, err)
	}
	for _, s := range sheets {
		if err := form.lay(s, rows[s.name]); err != nil {
			return fmt.Errorf("write sheet %s: %w", s.name, err)
		}
	}
	if err := form.finish(); err != nil {
		return err
	}
	if _, err := f.WriteTo(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// The cells of a row are in the order of the sheet's columns.

func gridRows(gs []safety.Grid) (rows [][]string) {
	for _, g := range gs {
		if !g.Ended {
			rows = append(rows, []string{
				g.Code, g.Name, g.Parent, g.Level.String(), g.Kind.String(), degrees(g.Lat), degrees(g.Lon),
			})
		}
	}
	return rows
}

func peopleRows(ms []safety.Member, as []safety.Assignment) (rows [][]string) {
	of := make(map[string]safety.Member, len(ms))
	for _, m := range ms {
		of[m.ID] = m
	}
	for _, a := range as {
		if m, ok := of[a.Member]; ok && !m.Ended {
			rows = append(rows, []string{
				m.Name, m.ID, a.Role.String(), a.Grid, a.Deputy, m.Mobile, day(a.From), day(a.To),
			})
		}
	}
	return rows
}

func siteRows(ss []safety.Site) (rows [][]string) {
	for _, s := range ss {
		if s.Ended {
			continue
		}
		risk := no
		if s.HighRisk {
			risk = yes
		}
		rows = append(rows, []string{
			s.Code, s.Name, s.Grid, s.Class.String(), s.Kind.String(), strings.Join(words(s.Tags...), separator), risk,
			s.Address, s.Responsible, s.Party, s.Manager,
		})
	}
	return rows
}

func bodyRows(bs []safety.Body) (rows [][]string) {
	for _, b := range bs {
		rows = append(rows, []string{b.Name, b.Kind.String(), strings.Join(b.Members, separator)})
	}
	return rows
}

func degrees(v float64) string {
	if v == 0 {
		return ""
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(safety.Shanghai).Format(time.DateOnly)
}

// helpLines explain the workbook as a whole; each sheet and column adds its own.
var helpLines = []string{
	"按“网格、人员、场所、机构”的顺序填，一行一条。",
	"第一行是表头：列的先后可以换，名字不要改；带 * 的列必须填。",
	"把鼠标停在表头上会看到怎么填；有下拉箭头的格子请从列表里选。",
	"账号是企业微信账号（userid），不是姓名，也不是手机号。",
	"导入前先核对一遍：有任何一处错误，整个文件都不会导入，错误会逐条列出是哪张表、哪一行、哪一列。",
	"同一个文件导入两次不会有变化；表里没有的人和场所会列出来，但不会自动停用。",
}

func (f form) explain() error {
	if err := f.SetSheetName("Sheet1", helpSheet); err != nil {
		return err
	}
	lines := [][]any{{"街道网格名册 填写说明"}}
	for i, line := range helpLines {
		lines = append(lines, []any{fmt.Sprintf("%d. %s", i+1, line)})
	}
	headings := []int{1}
	for _, s := range sheets {
		lines = append(lines, nil, []any{"「" + s.name + "」", "", s.help})
		headings = append(headings, len(lines))
		for _, c := range s.columns {
			must := "可不填"
			if c.required {
				must = "必填"
			}
			lines = append(lines, []any{c.header, must, c.help})
		}
	}
	lines = append(lines, nil, []any{"角色", "级别", "也可以写成"})
	headings = append(headings, len(lines))
	for _, fact := range safety.Roles {
		level := fact.Level.String()
		if level == "" {
			level = "哪一级都行"
		}
		lines = append(lines, []any{fact.Name, level, strings.Join(fact.Also, separator)})
	}
	for i, line := range lines {
		if err := f.SetSheetRow(helpSheet, "A"+strconv.Itoa(i+1), &line); err != nil {
			return err
		}
		if slices.Contains(headings, i+1) {
			if err := f.SetCellStyle(helpSheet, "A"+strconv.Itoa(i+1), "C"+strconv.Itoa(i+1), f.heading); err != nil {
				return err
			}
		}
	}
	for column, width := range map[string]float64{"A": 18, "B": 10, "C": 90} {
		if err := f.SetColWidth(helpSheet, column, column, width); err != nil {
			return err
		}
	}
	return nil
}
