package wecomsim

import (
	"slices"
	"strings"
)

// A Person is a member of the corp.
type Person struct {
	UserID      string // 1–64 bytes; letters of either case are the same
	Name        string
	Position    string // a line under the name; may be empty
	Mobile      string // for user/getuserid; may be empty
	Departments []int  // default the root department
	NotVisible  bool   // outside the app's visible range
	Unlicensed  bool   // without an interface licence (wecom-api.md 4.2)
}

// A Department is a node of the corp's tree.
type Department struct {
	ID       int
	Name     string
	ParentID int // 0 for the root
}

const rootDepartment = 1

// person is a member with his phone. Its fields are guarded by Sim.mu.
type person struct {
	Person
	phone *Phone
}

func foldID(userid string) string { return strings.ToLower(userid) }

// AddPerson adds a member, or changes the one with the same userid. Nothing is
// told to the app: see [Phone.Join] and [Phone.Leave].
func (s *Sim) AddPerson(p Person) {
	if len(p.Departments) == 0 {
		p.Departments = []int{rootDepartment}
	}
	p.Departments = slices.Clone(p.Departments)
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.people[foldID(p.UserID)]; known != nil {
		known.Person = p
		s.notify()
		return
	}
	member := &person{Person: p}
	member.phone = &Phone{sim: s, owner: member}
	s.people[foldID(p.UserID)] = member
	s.order = append(s.order, member)
	s.notify()
}

// AddDepartment adds a department, or changes the one with the same id.
func (s *Sim) AddDepartment(d Department) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.depts[d.ID] = d
}

// People are the members in the order they were added.
func (s *Sim) People() []Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Person, len(s.order))
	for i, p := range s.order {
		list[i] = p.Person
		list[i].Departments = slices.Clone(p.Departments)
	}
	return list
}

// Phone is the phone of a member, nil if there is no such member.
func (s *Sim) Phone(userid string) *Phone {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.people[foldID(userid)]; p != nil {
		return p.phone
	}
	return nil
}

// within tells whether a department is another one or below it.
func (s *Sim) within(id, top int) bool {
	for range len(s.depts) + 1 { // a circle of parents ends too
		if id == top {
			return true
		}
		d, ok := s.depts[id]
		if !ok || d.ParentID == 0 {
			return false
		}
		id = d.ParentID
	}
	return false
}

// inDepartment tells whether a member belongs to a department, or to one below
// it if deep.
func (s *Sim) inDepartment(p *person, id int, deep bool) bool {
	return slices.ContainsFunc(p.Departments, func(of int) bool { return of == id || deep && s.within(of, id) })
}
