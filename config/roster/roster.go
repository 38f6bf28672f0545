// Package roster reads and writes the workbook by which a street gives the bot
// its grids, people, sites and bodies (architecture.md 10).
//
// The workbook is described once, in the table of sheets in sheet.go: reading,
// writing, the template and its explanations all follow it.
package roster

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Mistake is something in the workbook that must be put right before it can
// be imported.
type Mistake struct {
	Sheet  string // 网格
	Row    int    // as Excel counts, the header is row 1; 0: the whole sheet
	Column string // header of the column, empty: the whole row
	Cell   string // C7, empty if there is no single cell
	Text   string // one Chinese sentence
}

func (m Mistake) String() string {
	var b strings.Builder
	b.WriteString("「" + m.Sheet + "」")
	if m.Row > 0 {
		fmt.Fprintf(&b, "第 %d 行", m.Row)
	}
	if m.Cell != "" {
		fmt.Fprintf(&b, " %s 列", strings.TrimRight(m.Cell, "0123456789"))
	}
	if m.Column != "" {
		b.WriteString("“" + m.Column + "”")
	}
	return b.String() + "：" + m.Text
}

// A Remark is something the person who imports should know, which does not
// stand in the way.
type Remark Mistake

func (r Remark) String() string { return Mistake(r).String() }

// sorted puts mistakes in the order in which one walks through the workbook.
func sorted(ms []Mistake) []Mistake {
	slices.SortStableFunc(ms, func(a, b Mistake) int {
		return cmp.Or(
			cmp.Compare(sheetOrder(a.Sheet), sheetOrder(b.Sheet)),
			cmp.Compare(a.Row, b.Row),
			cmp.Compare(len(a.Cell), len(b.Cell)),
			cmp.Compare(a.Cell, b.Cell),
		)
	})
	return ms
}
