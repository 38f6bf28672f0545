package roster

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/xuri/excelize/v2"

	"gridwarden/safety"
)

var (
	codeForm    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$`)
	accountForm = regexp.MustCompile(`^[a-z0-9_@.-]{1,64}$`) // wecom-api.md 0.3: userid
	mobileForm  = regexp.MustCompile(`^\+?[0-9][0-9 -]{4,19}$`)
)

// dateForms are the ways people write a date as text.
var dateForms = []string{"2006-1-2", "2006/1/2", "2006.1.2", "2006年1月2日"}

// China, generously: outside of it a coordinate is a slip of the pen.
const south, north, west, east = 3, 54, 73, 136

// need says whether the required cells of a row are filled.
func (r row) need(s sheet) bool {
	ok := true
	for _, c := range s.columns {
		if c.required && r.text(c.header) == "" {
			r.bad(c.header, "必须填写")
			ok = false
		}
	}
	return ok
}

// words is a free text of at most max characters on one line.
func (r row) words(header string, max int) string {
	text := r.text(header)
	switch {
	case len([]rune(text)) > max:
		r.bad(header, "太长了，最多 %d 个字", max)
	case strings.ContainsFunc(text, func(c rune) bool { return unicode.Is(unicode.C, c) || c == unicode.ReplacementChar }):
		r.bad(header, "有换行或看不见的字符，请重新输入")
	default:
		return text
	}
	return ""
}

// key is a code of a grid or site: it becomes part of numbers and identifiers.
func (r row) key(header string) string {
	text := r.text(header)
	if text != "" && !codeForm.MatchString(text) {
		r.bad(header, "“%s”不能作编码，请用 32 个以内的字母、数字、- 或 _，以字母或数字开头", short(text))
		return ""
	}
	return text
}

// account is a userid in lower case, as WeCom answers it.
func (r row) account(header string) string {
	return r.userid(header, r.text(header))
}

func (r row) userid(header, text string) string {
	id := strings.ToLower(text)
	switch {
	case id == "":
	case !accountForm.MatchString(id):
		r.bad(header, "“%s”不是企业微信账号，账号只有字母、数字和 _ - @ .，最多 64 个", short(text))
		return ""
	case id == safety.System || id == "@all":
		r.bad(header, "“%s”是系统保留的账号，不能用", id)
		return ""
	}
	return id
}

// accounts are the userids of a list, each once.
func (r row) accounts(header string) []string {
	var ids []string
	for _, text := range split(r.text(header)) {
		if id := r.userid(header, text); id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func split(text string) []string {
	return strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune("、，,；;", c) || unicode.IsSpace(c) })
}

// choice is one of the words a cell may hold.
func choice[T interface{ String() string }](r row, header string, vs ...T) T {
	text := r.text(header)
	v, ok := one(text, vs...)
	if !ok && text != "" {
		r.bad(header, "不认识“%s”，应当是%s", short(text), or(words(vs...)))
	}
	return v
}

// yes is a cell that says 是 or 否; empty is 否.
func (r row) yes(header string) bool {
	switch text := r.text(header); text {
	case yes:
		return true
	case "", no:
	default:
		r.bad(header, "“%s”应当是%s或%s", short(text), yes, no)
	}
	return false
}

// phone is a telephone number, kept as written.
func (r row) phone(header string) string {
	text := r.text(header)
	if text != "" && !mobileForm.MatchString(text) {
		r.bad(header, "“%s”不是电话号码", short(text))
		return ""
	}
	return text
}

// date is 00:00 of a day in Shanghai, from a date of Excel or a text; zero if empty.
func (r row) date(header string) time.Time {
	text := r.raw(header)
	if text == "" {
		return time.Time{}
	}
	for _, form := range dateForms {
		if t, err := time.ParseInLocation(form, text, safety.Shanghai); err == nil && sensible(t) {
			return t
		}
	}
	if days, err := strconv.ParseFloat(text, 64); err == nil {
		if t, err := excelize.ExcelDateToTime(days, r.book.date1904); err == nil && sensible(t) {
			return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, safety.Shanghai)
		}
	}
	r.bad(header, "“%s”不是日期，请写成 2026-01-31 的样子", short(text))
	return time.Time{}
}

// sensible keeps slips of the pen out: no assignment began before the republic.
func sensible(t time.Time) bool { return t.Year() >= 1949 && t.Year() < 2200 }

// coordinates are latitude and longitude, both or none (0, 0).
func (r row) coordinates() (latitude, longitude float64) {
	a, b := r.raw(colLat), r.raw(colLon)
	switch {
	case a == "" && b == "":
		return 0, 0
	case a == "":
		r.bad(colLat, "填了经度就要填纬度")
		return 0, 0
	case b == "":
		r.bad(colLon, "填了纬度就要填经度")
		return 0, 0
	}
	y, yErr := strconv.ParseFloat(a, 64)
	x, xErr := strconv.ParseFloat(b, 64)
	yOK, xOK := yErr == nil && y >= south && y <= north, xErr == nil && x >= west && x <= east
	switch {
	case yOK && xOK:
		return y, x
	case yErr == nil && xErr == nil && y >= west && y <= east && x >= south && x <= north:
		r.bad(colLat, "纬度和经度写反了")
		return 0, 0
	}
	if !yOK {
		r.bad(colLat, "“%s”不是国内的纬度，应当在 %d 到 %d 之间", short(a), south, north)
	}
	if !xOK {
		r.bad(colLon, "“%s”不是国内的经度，应当在 %d 到 %d 之间", short(b), west, east)
	}
	return 0, 0
}

// tagged are the tags of a site, each once, in the order of the workbook.
func (r row) tagged() []safety.Tag {
	all := []safety.Tag{safety.Crowded, safety.Flammable, safety.Highrise, safety.Underground}
	var list []safety.Tag
	for _, word := range split(r.text(colTags)) {
		switch t, ok := one(word, all...); {
		case !ok:
			r.bad(colTags, "不认识标签“%s”，应当是%s", short(word), or(words(all...)))
		case !slices.Contains(list, t):
			list = append(list, t)
		}
	}
	return list
}

// short cuts a value for a sentence.
func short(text string) string {
	if rs := []rune(text); len(rs) > 30 {
		return string(rs[:30]) + "…"
	}
	return text
}
