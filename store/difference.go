package store

import (
	"slices"
	"strconv"
	"strings"

	"gridwarden/safety"
)

// What an import did to an entry.
const (
	Added    = "added"
	Altered  = "changed"
	Returned = "returned" // had ended, and is back
	Ended    = "ended"
	Missing  = "missing" // not in the new roster, and left as it is
)

// A Difference is one thing in which two rosters differ, in the words of the
// workbook (architecture.md 10).
type Difference struct {
	Sheet  string // 网格, 人员, 场所 or 机构
	Code   string // the entry: a code, a userid, a body's name; of a role "userid 角色 网格编码"
	Name   string
	What   string // Added, Altered, Returned, Ended or Missing
	Column string // of Altered: the header
	Old    string
	New    string
}

// Changes says whether any of the differences is more than a report.
func Changes(ds []Difference) bool {
	return slices.ContainsFunc(ds, func(d Difference) bool { return d.What != Missing })
}

// A field is a column of an entry as text.
type field struct{ column, text string }

// A sheet says how one part of the roster is compared.
type sheet[R comparable] struct {
	name   string
	key    func(*R) string // what makes two entries the same one
	code   func(*R) string // how the entry is named in a difference; nil: by its key
	title  func(*R) string
	fields func(*R) []field
	ended  func(*R) bool
	end    func(*R)        // ends an entry
	keep   func(old, r *R) // takes over what the workbook does not say; nil: nothing
	order  func(*R) *int
}

// merge lays the new rows over the old ones: the new ones in their order and
// then those that are only in the old. Moved says that the tables must be
// written even if there is nothing to tell: the order has changed.
func (s sheet[R]) merge(old, rows []R, endMissing bool) (merged []R, ds []Difference, moved bool) {
	tell := func(r *R, what string) *Difference {
		code := s.key
		if s.code != nil {
			code = s.code
		}
		ds = append(ds, Difference{Sheet: s.name, Code: code(r), Name: s.title(r), What: what})
		return &ds[len(ds)-1]
	}
	before := make(map[string]*R, len(old))
	for i := range old {
		before[s.key(&old[i])] = &old[i]
	}
	merged = slices.Clone(rows)
	in := make(map[string]bool, len(rows))
	for i := range merged {
		r := &merged[i]
		in[s.key(r)] = true
		*s.order(r) = i + 1
		was, known := before[s.key(r)]
		if !known {
			tell(r, Added)
			continue
		}
		if s.keep != nil {
			s.keep(was, r)
		}
		moved = moved || *was != *r
		if s.ended(was) && !s.ended(r) {
			tell(r, Returned)
		}
		news := s.fields(r)
		for n, f := range s.fields(was) {
			if f.text != news[n].text {
				d := tell(r, Altered)
				d.Column, d.Old, d.New = f.column, f.text, news[n].text
			}
		}
	}
	for i := range old {
		r := old[i]
		if in[s.key(&r)] {
			continue
		}
		switch {
		case s.ended(&r):
		case endMissing:
			s.end(&r)
			tell(&r, Ended)
		default:
			tell(&r, Missing)
		}
		*s.order(&r) = len(merged) + 1
		moved = moved || old[i] != r
		merged = append(merged, r)
	}
	return merged, ds, moved
}

var gridSheet = sheet[gridRow]{
	name:  "网格",
	key:   func(g *gridRow) string { return g.Code },
	title: func(g *gridRow) string { return g.Name },
	fields: func(g *gridRow) []field {
		return []field{
			{"名称", g.Name}, {"上级编码", g.Parent}, {"级别", safety.Level(g.Level).String()}, {"类型", safety.GridKind(g.Kind).String()},
			{"纬度", number(g.Lat)}, {"经度", number(g.Lon)},
		}
	},
	ended: func(g *gridRow) bool { return g.Ended },
	end:   func(g *gridRow) { g.Ended = true },
	order: func(g *gridRow) *int { return &g.Ord },
}

var memberSheet = sheet[memberRow]{
	name:   "人员",
	key:    func(m *memberRow) string { return m.ID },
	title:  func(m *memberRow) string { return m.Name },
	fields: func(m *memberRow) []field { return []field{{"姓名", m.Name}, {"手机", m.Mobile}} },
	ended:  func(m *memberRow) bool { return m.Ended },
	end:    func(m *memberRow) { m.Ended = true },
	keep:   func(old, m *memberRow) { m.Plain = m.Plain || old.Plain },
	order:  func(m *memberRow) *int { return &m.Ord },
}

var siteSheet = sheet[siteRow]{
	name:  "场所",
	key:   func(s *siteRow) string { return s.Code },
	title: func(s *siteRow) string { return s.Name },
	fields: func(s *siteRow) []field {
		site, _ := s.site() // what was encoded here can be decoded
		tags := make([]string, len(site.Tags))
		for i, t := range site.Tags {
			tags[i] = t.String()
		}
		return []field{
			{"名称", s.Name}, {"网格编码", s.Grid}, {"类别", site.Class.String()}, {"类型", site.Kind.String()}, {"标签", strings.Join(tags, "、")},
			{"高危", yes(s.HighRisk)}, {"地址", s.Address}, {"安全责任人", s.Responsible}, {"责任人账号", s.Party}, {"管理人账号", s.Manager},
		}
	},
	ended: func(s *siteRow) bool { return s.Ended },
	end:   func(s *siteRow) { s.Ended = true },
	order: func(s *siteRow) *int { return &s.Ord },
}

var bodySheet = sheet[bodyRow]{
	name:  "机构",
	key:   func(b *bodyRow) string { return b.Name + " " + safety.BodyKind(b.Kind).String() },
	title: func(b *bodyRow) string { return b.Name },
	fields: func(b *bodyRow) []field {
		body, _ := b.body()
		return []field{{"成员账号", strings.Join(body.Members, "、")}}
	},
	ended: func(b *bodyRow) bool { return b.Ended },
	end:   func(b *bodyRow) { b.Ended = true },
	order: func(b *bodyRow) *int { return &b.Ord },
}

func number(f float64) string {
	if f == 0 {
		return ""
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return "否"
}
