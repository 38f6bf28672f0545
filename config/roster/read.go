package roster

import (
	"fmt"
	"io"

	"gridwarden/safety"
)

// Read reads a workbook. The roster is empty if there is any mistake: a
// workbook is imported whole or not at all. The roster keeps the order of the
// workbook; its Version is left to whoever stores it.
//
// Formulas are not computed: the value Excel stored with them counts. The error
// is a [safety.Refusal] if the file is no usable workbook, too large, locked, or
// contains macros (promises.md S23).
func Read(r io.Reader) (_ safety.Roster, _ []Mistake, _ []Remark, err error) {
	// excelize may panic on parts that are well formed but senseless; a file
	// from outside must not bring the program down.
	defer func() {
		if recover() != nil {
			err = refuseBroken()
		}
	}()
	file, err := open(r)
	if err != nil {
		return safety.Roster{}, nil, nil, err
	}
	defer file.Close() // only removes temporary files

	b := &book{file: file, unread: map[string]bool{}}
	props, err := file.GetWorkbookProps()
	if err != nil {
		return safety.Roster{}, nil, nil, refuseBroken()
	}
	b.date1904 = props.Date1904 != nil && *props.Date1904
	for _, name := range file.GetSheetList() {
		if sheetOrder(name) < 0 && name != helpSheet {
			b.remarks = append(b.remarks, Remark{Sheet: name, Text: "不认识这个工作表，没有读取"})
		}
	}

	p := parser{book: b, holders: map[string]row{}, objects: map[string]claim{}, people: map[string]int{}}
	for i, parse := range []func([]row){p.parseGrids, p.parsePeople, p.parseSites, p.parseBodies} {
		rows, err := b.rows(sheets[i])
		if err != nil {
			return safety.Roster{}, nil, nil, err
		}
		for _, r := range rows {
			r.need(sheets[i])
		}
		parse(rows)
	}
	if len(b.mistakes) > 0 {
		return safety.Roster{}, sorted(b.mistakes), b.remarks, nil
	}
	return *safety.NewRoster(p.out), nil, b.remarks, nil
}

// A parser turns rows into a roster and checks what rows say about each other.
type parser struct {
	*book
	out     safety.Roster
	objects map[string]claim // code in lower case → who has it
	people  map[string]int   // userid → index in out.Members
	holders map[string]row   // userid → its first row
	levels  map[string]safety.Level
}

// A claim is a code that is taken.
type claim struct {
	row  row
	code string // as written there
}

// claim takes a code, which grids and sites share: what is remembered about an
// object is kept under it. Two codes that differ only in case are one.
func (p *parser) claim(r row, code string) {
	if code == "" {
		return
	}
	first, taken := p.objects[fold(code)]
	if !taken {
		p.objects[fold(code)] = claim{r, code}
		return
	}
	r.bad(colCode, "编码“%s”与「%s」第 %d 行重复", code, first.row.sheet, first.row.number)
}

func (p *parser) parseSites(rows []row) {
	for _, r := range rows {
		s := safety.Site{
			Code:        r.key(colCode),
			Name:        r.words(colName, 60),
			Grid:        r.key(colGrid),
			Class:       choice(r, colClass, safety.SmallSite, safety.UnitSite, safety.KeySite),
			Tags:        r.tagged(),
			HighRisk:    r.yes(colHighRisk),
			Address:     r.words(colAddress, 100),
			Responsible: r.words(colResponsible, 40),
			Party:       r.account(colParty),
			Manager:     r.account(colManager),
		}
		s.Kind = siteKind(r.words(colKind, 20))
		p.claim(r, s.Code)
		p.stands(r, s.Grid, safety.Courtyard, s.Class.String()+"要归到")
		p.known(r, colParty, s.Party)
		p.known(r, colManager, s.Manager)
		switch {
		case s.HighRisk && s.Class != safety.KeySite && s.Class != "":
			r.bad(colHighRisk, "只有重点单位可以是高危，这里的类别是%s", s.Class)
		case s.HighRisk && len(s.Tags) == 0:
			r.remark(colTags, "高危单位一般至少有一个标签，请核对")
		}
		p.out.Sites = append(p.out.Sites, s)
	}
}

// siteKind is the stored word of a kind with a name, any other as written.
func siteKind(word string) safety.SiteKind {
	if k, ok := one(word, safety.Shopfront, safety.Workshop); ok {
		return k
	}
	return safety.SiteKind(word)
}

func (p *parser) parseBodies(rows []row) {
	first := map[string]int{}
	for _, r := range rows {
		b := safety.Body{Name: r.words(colName, 60), Members: r.accounts(colMembers)}
		if word := r.text(colKind); word != "" {
			i := bodyNamed(word)
			if i < 0 {
				r.bad(colKind, "不认识“%s”，应当是%s", short(word), or(bodyNames()))
			} else {
				b.Kind = safety.BodyKinds[i].Kind
			}
		}
		unique := map[string]string{colName: b.Name}
		if b.Kind == safety.SafetyCommittee || b.Kind == safety.LeadingGroup {
			unique[colKind] = b.Kind.String()
		}
		for header, value := range unique {
			if n := first[header+value]; n > 0 && value != "" {
				r.bad(header, "“%s”已经在第 %d 行，只能有一个", value, n)
				continue
			}
			first[header+value] = r.number
		}
		for _, id := range b.Members {
			p.known(r, colMembers, id)
		}
		p.out.Bodies = append(p.out.Bodies, b)
	}
}

// known checks that an account is in the people sheet.
func (p *parser) known(r row, header, id string) {
	if _, ok := p.people[id]; id == "" || ok || p.unread[peopleSheet] {
		return
	}
	r.bad(header, "「%s」表里没有账号“%s”，请先在那里给他加一行", peopleSheet, id)
}

// stands checks that a row is in an existing grid of a level; does says what
// the row does there: "楼院长要填".
func (p *parser) stands(r row, code string, level safety.Level, does string) {
	if code == "" || p.unread[gridSheet] {
		return
	}
	at, ok := p.levels[code]
	switch {
	case !ok:
		r.bad(colGrid, "%s", p.noGrid(code))
	case at != "" && level != "" && at != level:
		r.bad(colGrid, "%s%s一级的网格，“%s”是%s", does, level, code, at)
	}
}

// noGrid says that a code is not there, and which one may have been meant.
func (p *parser) noGrid(code string) string {
	text := fmt.Sprintf("「%s」表里没有编码“%s”", gridSheet, code)
	if near, ok := p.objects[fold(code)]; ok && near.row.sheet == gridSheet {
		text += fmt.Sprintf("，是不是“%s”？", near.code)
	}
	return text
}
