package roster

import (
	"slices"
	"strings"

	"gridwarden/safety"
)

// fold makes codes comparable where databases ignore case.
func fold(code string) string { return strings.ToLower(code) }

func (p *parser) parseGrids(rows []row) {
	p.levels = map[string]safety.Level{}
	parents := map[string]string{}
	gs := make([]safety.Grid, len(rows))
	for i, r := range rows {
		g := safety.Grid{
			Code:   r.key(colCode),
			Name:   r.words(colName, 40),
			Parent: r.key(colParent),
			Level:  choice(r, colLevel, safety.Street, safety.Community, safety.Courtyard),
		}
		g.Kind = gridKind(r, g.Level)
		g.Lat, g.Lon = r.coordinates()
		p.claim(r, g.Code)
		if _, taken := p.levels[g.Code]; !taken && g.Code != "" {
			p.levels[g.Code], parents[g.Code] = g.Level, g.Parent
		}
		gs[i] = g
	}
	called := map[[2]string]int{}
	for i, g := range gs {
		p.hangs(rows[i], g, parents)
		if n := called[[2]string{g.Parent, g.Name}]; n > 0 {
			rows[i].remark(colName, "与第 %d 行同名、同一个上级，聊天里会分不清", n)
		}
		called[[2]string{g.Parent, g.Name}] = rows[i].number
	}
	p.oneStreet(rows, gs)
	p.out.Grids = gs
}

// gridKind is the kind, which must fit the level.
func gridKind(r row, level safety.Level) safety.GridKind {
	kind := choice(r, colKind, slices.Concat(kindNames[safety.Community], kindNames[safety.Courtyard])...)
	switch fit := kindNames[level]; {
	case kind == "" || level == "" || slices.Contains(fit, kind):
	case fit == nil:
		r.bad(colKind, "%s不分类型，这里应当空着", level)
	default:
		r.bad(colKind, "%s的类型应当是%s", level, or(words(fit...)))
	}
	return kind
}

// hangs checks that a grid hangs below one of the level above.
func (p *parser) hangs(r row, g safety.Grid, parents map[string]string) {
	want, below := above[g.Level]
	if g.Level == "" {
		return
	}
	if !below {
		if g.Parent != "" {
			r.bad(colParent, "%s是最上级，这里应当空着", g.Level)
		}
		return
	}
	level, ok := p.levels[g.Parent]
	switch ring := circle(g.Code, parents); {
	case g.Parent == "" && r.text(colParent) != "": // misspelt, and said so
	case g.Parent == "":
		r.bad(colParent, "%s要填上级%s的编码", g.Level, want)
	case !ok:
		r.bad(colParent, "%s", p.noGrid(g.Parent))
	case ring != "":
		r.bad(colParent, "上级编码绕成了一圈：%s", ring)
	case level != "" && level != want:
		r.bad(colParent, "%s的上级应当是%s，“%s”是%s", g.Level, want, g.Parent, level)
	}
}

// circle is the way from a grid up to itself; empty if there is none.
func circle(code string, parents map[string]string) string {
	way := []string{code}
	for at := parents[code]; at != "" && len(way) < 10; at = parents[at] {
		way = append(way, at)
		if at == code {
			return strings.Join(way, " → ")
		}
	}
	return ""
}

func (p *parser) oneStreet(rows []row, gs []safety.Grid) {
	first, unclear := 0, p.unread[gridSheet]
	for i, g := range gs {
		switch {
		case g.Level == "":
			unclear = true
		case g.Level != safety.Street:
		case first == 0:
			first = rows[i].number
		default:
			rows[i].bad(colLevel, "只能有一个街道，第 %d 行已经有了", first)
		}
	}
	if first == 0 && !unclear {
		p.mistakes = append(p.mistakes, Mistake{Sheet: gridSheet, Text: "没有级别为街道的网格，应当正好有一个"})
	}
}
