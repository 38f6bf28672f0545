package wecomsim

import "slices"

// Limits of the menu in entries and bytes (wecom-api.md 6.1).
const (
	maxTop      = 3
	maxSub      = 5
	maxTopName  = 16
	maxSubName  = 40
	maxMenuKey  = 128
	maxMenuLink = 1024
)

// A MenuEntry is a button of the app's menu; one with Sub opens a list.
type MenuEntry struct {
	Type     string      `json:"type,omitempty"`
	Name     string      `json:"name"`
	Key      string      `json:"key,omitempty"`
	URL      string      `json:"url,omitempty"`
	AppID    string      `json:"appid,omitempty"`
	PagePath string      `json:"pagepath,omitempty"`
	Sub      []MenuEntry `json:"sub_button,omitempty"`
}

// menuTypes are the types of entries, each with the field it needs.
var menuTypes = map[string]string{
	"click": "key", "scancode_push": "key", "scancode_waitmsg": "key", "pic_sysphoto": "key", "pic_photo_or_album": "key",
	"pic_weixin": "key", "location_select": "key", "view": "url", "view_miniprogram": "appid",
}

// menuCodes are the refusals of one level of the menu.
type menuCodes struct {
	count, kind, name, key, url, domain int
	maxCount, maxName                   int
}

var (
	topCodes = menuCodes{40016, 40017, 40018, 40019, 40020, 40055, maxTop, maxTopName}
	subCodes = menuCodes{40023, 40024, 40025, 40026, 40027, 40054, maxSub, maxSubName}
)

type menuBody struct {
	Buttons []MenuEntry `json:"button"`
}

// Menu is the app's menu as it was last created; nil if there is none.
func (s *Sim) Menu() []MenuEntry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.menu
}

func (s *Sim) createMenu(call *apiCall) (any, *refusal) {
	if no := s.agentInQuery(call); no != nil {
		return nil, no
	}
	var body menuBody
	if no := call.decode(&body); no != nil {
		return nil, no
	}
	if no := checkMenu(body.Buttons, topCodes); no != nil {
		return nil, no
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !call.warned {
		s.menu = body.Buttons
		s.notify()
	}
	return nil, nil
}

func checkMenu(level []MenuEntry, codes menuCodes) *refusal {
	if outside(len(level), 1, codes.maxCount) {
		return refuse(codes.count)
	}
	for _, e := range level {
		switch {
		case e.Name == "":
			return refuse(41102)
		case len(e.Name) > codes.maxName:
			return refuse(codes.name)
		case len(e.Sub) > 0 && codes == subCodes:
			return refusef(codes.count, "only two levels")
		case len(e.Sub) > 0:
			if no := checkMenu(e.Sub, subCodes); no != nil {
				return no
			}
			continue
		}
		if no := e.check(codes); no != nil {
			return no
		}
	}
	return nil
}

// check is of an entry that does something.
func (e MenuEntry) check(codes menuCodes) *refusal {
	needs, known := menuTypes[e.Type]
	switch {
	case !known:
		return refuse(codes.kind)
	case len(e.Key) > maxMenuKey || needs == "key" && e.Key == "":
		return refuse(codes.key)
	case len(e.URL) > maxMenuLink || needs == "url" && e.URL == "":
		return refuse(codes.url)
	case needs == "url" && checkURL(e.URL, true) != nil:
		return refuse(codes.domain)
	case needs == "appid" && e.AppID == "":
		return refuse(42030)
	}
	return nil
}

func (s *Sim) getMenu(call *apiCall) (any, *refusal) {
	if no := s.agentInQuery(call); no != nil {
		return nil, no
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.menu == nil {
		return nil, refuse(46003)
	}
	return menuBody{s.menu}, nil
}

func (s *Sim) deleteMenu(call *apiCall) (any, *refusal) {
	if no := s.agentInQuery(call); no != nil {
		return nil, no
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.menu = nil
	s.notify()
	return nil, nil
}

// menuType is the type of the entry with a key or URL, which is also the name of
// its event; otherwise if there is no such entry. Sim.mu is held.
func (s *Sim) menuType(key, otherwise string) string {
	for _, top := range s.menu {
		for _, e := range append(slices.Clone(top.Sub), top) {
			if e.Type != "" && (e.Key == key || e.Key == "" && e.URL == key) {
				return e.Type
			}
		}
	}
	return otherwise
}
