package roster

import (
	"fmt"
	"slices"

	"github.com/xuri/excelize/v2"
)

// formRows is how many rows of a sheet have drop-downs: enough for a street.
const formRows = 5000

// A form is a workbook being written, with its styles.
type form struct {
	*excelize.File
	heading  int // of the explanation
	required int // header cells
	optional int
	text     int // cells below: everything is a text, so 03 stays 03
}

func newForm(file *excelize.File) (form, error) {
	f := form{File: file}
	style := func(fill string, bold bool, numFmt int) *excelize.Style {
		s := &excelize.Style{NumFmt: numFmt, Font: &excelize.Font{Bold: bold, Size: 11, Family: "等线"}}
		if fill != "" {
			s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}}
			s.Alignment = &excelize.Alignment{Vertical: "center"}
		}
		return s
	}
	for _, want := range []struct {
		id    *int
		style *excelize.Style
	}{
		{&f.heading, style("DDEBF7", true, 0)},
		{&f.required, style("FCE4D6", true, 0)},
		{&f.optional, style("E2EFDA", true, 0)},
		{&f.text, style("", false, 49)}, // 49 is the built-in format “@”, text
	} {
		id, err := file.NewStyle(want.style)
		if err != nil {
			return form{}, fmt.Errorf("make style: %w", err)
		}
		*want.id = id
	}
	return f, nil
}

// lay writes one sheet: header with notes, widths, drop-downs, frozen header, rows.
func (f form) lay(s sheet, rows [][]string) error {
	if _, err := f.NewSheet(s.name); err != nil {
		return err
	}
	for i, c := range s.columns {
		if err := f.head(s, c, i+1); err != nil {
			return fmt.Errorf("column %s: %w", c.header, err)
		}
	}
	for i, cells := range rows {
		for j, text := range cells {
			if text == "" {
				continue
			}
			if err := f.SetCellStr(s.name, at(j+1, i+2), text); err != nil {
				return err
			}
		}
	}
	if err := f.SetRowHeight(s.name, 1, 22); err != nil {
		return err
	}
	return f.SetPanes(s.name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// head writes a header cell with its note, and prepares the column below it.
func (f form) head(s sheet, c column, n int) error {
	letter, err := excelize.ColumnNumberToName(n)
	if err != nil {
		return err
	}
	title, style := c.header, f.optional
	if c.required {
		title, style = c.header+"*", f.required
	}
	note := excelize.Comment{
		Cell: letter + "1", Author: "gridwarden", Width: 260, Height: 110,
		Paragraph: []excelize.RichTextRun{{Text: c.help, Font: &excelize.Font{Size: 10}}},
	}
	validation, err := c.validation(letter)
	if err != nil {
		return err
	}
	for _, err := range []error{
		f.SetColWidth(s.name, letter, letter, c.width),
		f.SetColStyle(s.name, letter, f.text),
		f.SetCellStr(s.name, letter+"1", title),
		f.SetCellStyle(s.name, letter+"1", letter+"1", style),
		f.AddComment(s.name, note),
	} {
		if err != nil {
			return err
		}
	}
	if validation == nil {
		return nil
	}
	return f.AddDataValidation(s.name, validation)
}

// validation is the drop-down of a column; nil if there is nothing to choose.
func (c column) validation(letter string) (*excelize.DataValidation, error) {
	v := excelize.NewDataValidation(true)
	v.SetSqref(fmt.Sprintf("%s2:%s%d", letter, letter, formRows))
	switch {
	case c.from != nil:
		v.SetSqrefDropList(c.from.area())
	case len(c.list) > 0:
		if err := v.SetDropList(c.list); err != nil {
			return nil, err
		}
	default:
		return nil, nil
	}
	if c.from == nil && !c.open {
		v.SetError(excelize.DataValidationErrorStyleStop, "不能这样填", "请从下拉列表里选一个。")
	}
	return v, nil
}

// area is where the values to choose from stand: '网格'!$A$2:$A$5000.
func (s source) area() string {
	columns := sheets[sheetOrder(s.sheet)].headers()
	letter, err := excelize.ColumnNumberToName(slices.Index(columns, s.header) + 1)
	if err != nil {
		panic(err) // the table of sheets refers to a column it does not have
	}
	return fmt.Sprintf("'%s'!$%s$2:$%s$%d", s.sheet, letter, letter, formRows)
}

// finish sets what belongs to the whole workbook. Its times are fixed, so that
// the same roster gives the same bytes.
func (f form) finish() error {
	const made = "2026-01-01T00:00:00Z"
	f.SetActiveSheet(0)
	return f.SetDocProps(&excelize.DocProperties{
		Title: "街道网格名册", Creator: "gridwarden", LastModifiedBy: "gridwarden", Created: made, Modified: made,
	})
}

func at(column, row int) string {
	cell, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic(err) // columns and rows count from 1
	}
	return cell
}
