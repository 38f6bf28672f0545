package roster

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"
)

// A book collects what is read and what is wrong with it.
type book struct {
	file     *excelize.File
	date1904 bool
	mistakes []Mistake
	remarks  []Remark
	unread   map[string]bool // sheets that could not be read: what refers to them is not checked
}

// A row is one row of a sheet, addressed by headers.
type row struct {
	book   *book
	sheet  string
	number int            // as Excel counts
	at     map[string]int // header → column, from 1
	shown  []string       // as displayed
	stored []string
}

// text is a cell as displayed, without the space around it.
func (r row) text(header string) string { return cell(r.shown, r.at[header]) }

// raw is a cell as stored: a date is the number of days, a coordinate has all its digits.
func (r row) raw(header string) string { return cell(r.stored, r.at[header]) }

func cell(cells []string, column int) string {
	if column < 1 || column > len(cells) {
		return ""
	}
	return strings.TrimFunc(cells[column-1], func(c rune) bool {
		return unicode.IsSpace(c) || c == '\u200b' || c == '\ufeff' // what is pasted along unseen
	})
}

// bad records a mistake in a cell.
func (r row) bad(header, format string, args ...any) {
	m := Mistake{Sheet: r.sheet, Row: r.number, Column: header, Text: fmt.Sprintf(format, args...)}
	if c := r.at[header]; c > 0 {
		m.Cell, _ = excelize.CoordinatesToCellName(c, r.number)
	}
	r.book.mistakes = append(r.book.mistakes, m)
}

func (r row) remark(header, format string, args ...any) {
	r.bad(header, format, args...)
	last := len(r.book.mistakes) - 1
	r.book.remarks = append(r.book.remarks, Remark(r.book.mistakes[last]))
	r.book.mistakes = r.book.mistakes[:last]
}

// rows reads a sheet. Rows without any text are left out.
func (b *book) rows(s sheet) ([]row, error) {
	if i, err := b.file.GetSheetIndex(s.name); err != nil || i < 0 {
		b.mistakes = append(b.mistakes, Mistake{Sheet: s.name, Text: "缺少这个工作表"})
		b.unread[s.name] = true
		return nil, nil
	}
	shown, err := b.file.Rows(s.name)
	if err != nil {
		return nil, refuseBroken()
	}
	defer shown.Close()
	stored, err := b.file.Rows(s.name)
	if err != nil {
		return nil, refuseBroken()
	}
	defer stored.Close()

	var rows []row
	var at map[string]int
	for n := 1; shown.Next() && stored.Next(); n++ {
		r := row{book: b, sheet: s.name, number: n, at: at}
		if r.shown, err = shown.Columns(); err != nil {
			return nil, refuseBroken()
		}
		if r.stored, err = stored.Columns(excelize.Options{RawCellValue: true}); err != nil {
			return nil, refuseBroken()
		}
		switch {
		case len(r.shown) > maxColumns:
			b.mistakes = append(b.mistakes, Mistake{Sheet: s.name, Row: n, Text: fmt.Sprintf("列数超过 %d，请只保留模板里的列", maxColumns)})
			b.unread[s.name] = true
			return nil, nil
		case n == 1:
			if at = b.header(s, r); at == nil {
				return nil, nil
			}
		case slices.ContainsFunc(r.shown, func(c string) bool { return cell([]string{c}, 1) != "" }):
			rows = append(rows, r)
		}
	}
	if shown.Error() != nil || stored.Error() != nil {
		return nil, refuseBroken()
	}
	if at == nil {
		b.header(s, row{book: b, sheet: s.name, number: 1})
	}
	return rows, nil
}

// header finds the columns of a sheet by the first row; nil if the sheet cannot
// be read without the missing ones.
func (b *book) header(s sheet, first row) map[string]int {
	first.at = map[string]int{}
	known, usable := s.headers(), true
	for i := range first.shown {
		header := strings.TrimRight(cell(first.shown, i+1), "*＊ ")
		twice := first.at[header] > 0
		if header == "" {
			continue
		}
		first.at[header] = i + 1
		switch {
		case !slices.Contains(known, header):
			first.remark(header, "不认识这一列，没有读取")
		case twice:
			first.bad(header, "这一列出现了两次，请删掉一列")
			usable = false
		}
	}
	for _, c := range s.columns {
		switch {
		case first.at[c.header] > 0:
		case c.required:
			first.bad(c.header, "缺少必填的这一列，表头要写在第一行")
			usable = false
		default:
			first.remark(c.header, "没有这一列，按空着处理")
		}
	}
	if !usable {
		b.unread[s.name] = true
		return nil
	}
	return first.at
}
