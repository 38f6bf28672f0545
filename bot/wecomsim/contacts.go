package wecomsim

import (
	"cmp"
	"slices"
	"strconv"
)

const memberActive = 1 // status in user/get

// wrongMobiles is the least number of wrong mobiles that blocks user/getuserid,
// however small the corp; beyond it the platform allows a fifth of the corp's size
// (wecom-api.md 4.11).
const wrongMobiles = 10

type briefUser struct {
	UserID      string `json:"userid"`
	Name        string `json:"name"`
	Departments []int  `json:"department"`
}

type fullUser struct {
	briefUser
	Order    []int    `json:"order"`
	Position string   `json:"position"`
	Mobile   string   `json:"mobile,omitempty"`
	Status   int      `json:"status"`
	Leads    []int    `json:"is_leader_in_dept"`
	Leaders  []string `json:"direct_leader"`
	Main     int      `json:"main_department"`
}

func (p *person) brief() briefUser {
	return briefUser{p.UserID, p.Name, p.Departments}
}

func (s *Sim) full(p *person) fullUser {
	u := fullUser{
		briefUser: p.brief(), Order: make([]int, len(p.Departments)), Position: p.Position, Status: memberActive,
		Leads: make([]int, len(p.Departments)), Leaders: []string{}, Main: p.Departments[0],
	}
	if s.cfg.PrivateFields {
		u.Mobile = p.Mobile
	}
	return u
}

// getUser is user/get; members out of range are as good as unknown.
func (s *Sim) getUser(call *apiCall) (any, *refusal) {
	id := call.query.Get("userid")
	if id == "" {
		return nil, refuse(41009)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.people[foldID(id)]
	if p == nil || p.NotVisible {
		return nil, refuse(60111)
	}
	return s.full(p), nil
}

// listUsers is user/simplelist and user/list.
func (s *Sim) listUsers(call *apiCall) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, err := strconv.Atoi(call.query.Get("department_id"))
	if _, known := s.depts[id]; err != nil || !known {
		return nil, refuse(60123)
	}
	deep := call.query.Get("fetch_child") == "1"
	brief, full := []briefUser{}, []fullUser{}
	for _, p := range s.order {
		if !p.NotVisible && s.inDepartment(p, id, deep) {
			brief, full = append(brief, p.brief()), append(full, s.full(p))
		}
	}
	if call.api == "user/list" {
		return struct {
			Users []fullUser `json:"userlist"`
		}{full}, nil
	}
	return struct {
		Users []briefUser `json:"userlist"`
	}{brief}, nil
}

// userOfMobile is user/getuserid.
func (s *Sim) userOfMobile(call *apiCall) (any, *refusal) {
	var req struct {
		Mobile string `json:"mobile"`
	}
	if no := call.decode(&req); no != nil {
		return nil, no
	}
	if outside(len(req.Mobile), 5, 32) {
		return nil, refusef(40058, "mobile")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	wrong, day := s.quotas.mobiles, dayOf(call.now)
	if wrong[day] > max(wrongMobiles, len(s.order)/5) {
		return nil, refuse(45009)
	}
	for _, p := range s.order {
		if p.Mobile == req.Mobile && !p.NotVisible {
			return struct {
				UserID string `json:"userid"`
			}{p.UserID}, nil
		}
	}
	wrong[day]++
	return nil, refuse(46004)
}

type briefDepartment struct {
	ID     int `json:"id"`
	Parent int `json:"parentid"`
	Order  int `json:"order"`
}

type fullDepartment struct {
	briefDepartment
	Name string `json:"name"`
}

// departments are a department and all below it, or all.
func (s *Sim) departments(call *apiCall) ([]fullDepartment, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	top := 0
	if text := call.query.Get("id"); text != "" {
		id, err := strconv.Atoi(text)
		if _, known := s.depts[id]; err != nil || !known {
			return nil, refuse(60123)
		}
		top = id
	}
	list := []fullDepartment{}
	for id, d := range s.depts {
		if top == 0 || s.within(id, top) {
			list = append(list, fullDepartment{briefDepartment{id, d.ParentID, id}, d.Name})
		}
	}
	slices.SortFunc(list, func(a, b fullDepartment) int { return cmp.Compare(a.ID, b.ID) })
	return list, nil
}

func (s *Sim) listDepartments(call *apiCall) (any, *refusal) {
	list, no := s.departments(call)
	if no != nil {
		return nil, no
	}
	return struct {
		Departments []fullDepartment `json:"department"`
	}{list}, nil
}

func (s *Sim) listDepartmentIDs(call *apiCall) (any, *refusal) {
	list, no := s.departments(call)
	if no != nil {
		return nil, no
	}
	brief := make([]briefDepartment, len(list))
	for i, d := range list {
		brief[i] = d.briefDepartment
	}
	return struct {
		Departments []briefDepartment `json:"department_id"`
	}{brief}, nil
}

// ownAddresses is getcallbackip and get_api_domain_ip.
func (s *Sim) ownAddresses(*apiCall) (any, *refusal) {
	return struct {
		IPs []string `json:"ip_list"`
	}{[]string{"127.0.0.1"}}, nil
}
