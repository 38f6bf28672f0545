package roster

import (
	"gridwarden/safety"
)

func (p *parser) parsePeople(rows []row) {
	as := make([]safety.Assignment, len(rows))
	held := map[safety.Assignment][]int{} // member, role and grid → rows
	for i, r := range rows {
		a := safety.Assignment{
			Member: r.account(colAccount),
			Grid:   r.key(colGrid),
			Deputy: r.account(colDeputy),
			From:   r.date(colFrom),
			To:     r.date(colTo),
		}
		if word := r.text(colRole); word != "" {
			fact, ok := roleNamed(word)
			if !ok {
				r.bad(colRole, "不认识角色“%s”，请从下拉列表里选", short(word))
			}
			a.Role = fact.Role
			p.stands(r, a.Grid, fact.Level, fact.Name+"要填")
		}
		if !a.To.IsZero() && a.To.Before(a.From) {
			r.bad(colTo, "结束日期早于开始日期")
		}
		p.meet(r, a.Member)
		as[i] = a

		post := safety.Assignment{Member: a.Member, Role: a.Role, Grid: a.Grid}
		if a.Member == "" || a.Role == "" || a.Grid == "" {
			continue
		}
		for _, j := range held[post] {
			if overlap(a, as[j]) {
				r.bad("", "与第 %d 行重复：同一个人在同一网格、同一时间担任同一角色", rows[j].number)
				break
			}
		}
		held[post] = append(held[post], i)
	}
	for i, r := range rows {
		switch deputy := as[i].Deputy; {
		case deputy != "" && deputy == as[i].Member:
			r.bad(colDeputy, "代理人不能是本人")
		default:
			p.known(r, colDeputy, deputy)
		}
	}
	p.out.Assignments = as
}

// meet adds a person, or compares what this row says with the first one.
func (p *parser) meet(r row, id string) {
	name, mobile := r.words(colPerson, 40), r.phone(colMobile)
	if id == "" {
		return
	}
	i, ok := p.people[id]
	if !ok {
		p.people[id], p.holders[id] = len(p.out.Members), r
		p.out.Members = append(p.out.Members, safety.Member{ID: id, Name: name, Mobile: mobile})
		return
	}
	m, first := &p.out.Members[i], p.holders[id]
	if name != "" && m.Name != "" && name != m.Name {
		r.bad(colPerson, "账号“%s”在第 %d 行是“%s”，这里是“%s”", id, first.number, m.Name, name)
	}
	switch {
	case mobile != "" && m.Mobile != "" && mobile != m.Mobile:
		r.bad(colMobile, "与第 %d 行起的号码不一样，同一个人只写一个号码", first.number)
	case m.Mobile == "":
		m.Mobile = mobile
	}
}

// overlap says whether two assignments are ever in force on the same day.
func overlap(a, b safety.Assignment) bool {
	before := func(x, y safety.Assignment) bool { return !x.To.IsZero() && !y.From.IsZero() && x.To.Before(y.From) }
	return !before(a, b) && !before(b, a)
}
