package wecomsim

import (
	"slices"
	"time"
)

const (
	codeLife     = 72 * time.Hour
	recallWithin = 24 * time.Hour
)

// A cardCode allows one update of a card.
type cardCode struct {
	msgID string
	until time.Time
	used  bool
}

// newCardCode is a response_code for a message. Sim.mu is held.
func (s *Sim) newCardCode(msgID string, now time.Time) string {
	code := s.newID("response_code", 32)
	s.codes[code] = &cardCode{msgID: msgID, until: now.Add(codeLife)}
	return code
}

type updateRequest struct {
	UserIDs  []string `json:"userids"`
	PartyIDs []int    `json:"partyids"`
	TagIDs   []int    `json:"tagids"`
	AtAll    int      `json:"atall"`
	AgentID  looseInt `json:"agentid"`
	Code     string   `json:"response_code"`
	Button   *struct {
		Name string `json:"replace_name"`
	} `json:"button"`
	Card *Card `json:"template_card"`
}

type updateAnswer struct {
	BadUsers []string `json:"invaliduser,omitempty"` // here an array
}

// updateCard is message/update_template_card (wecom-api.md 4.10). The code is
// used up by the first update that is not refused.
func (s *Sim) updateCard(call *apiCall) (any, *refusal) {
	var req updateRequest
	if no := call.decode(&req); no != nil {
		return nil, no
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if no := s.agent(call, req.AgentID); no != nil {
		return nil, no
	}
	if no := req.check(); no != nil {
		return nil, no
	}
	code := s.codes[req.Code]
	if code == nil || code.used || !call.now.Before(code.until) {
		return nil, refuse(60140)
	}
	msg := s.sent[code.msgID]
	if msg == nil {
		return nil, refuse(60140)
	}
	call.msgID = msg.id
	change, no := s.cardChange(call, &req, msg)
	if no != nil {
		return nil, no
	}
	code.used = true
	people, bad := s.receivers(msg, &req)
	for _, p := range people {
		p.phone.updateCard(msg.id, change)
	}
	return updateAnswer{bad}, nil
}

func (req *updateRequest) check() *refusal {
	switch {
	case req.AtAll == 0 && len(req.UserIDs)+len(req.PartyIDs)+len(req.TagIDs) == 0:
		return refuse(82001)
	case len(req.UserIDs) > maxUsers:
		return refuse(40032)
	case len(req.PartyIDs) > maxParties:
		return refuse(82002)
	case len(req.TagIDs) > maxTags:
		return refuse(82003)
	case req.Code == "":
		return refusef(40063, "response_code")
	case req.Card == nil && (req.Button == nil || req.Button.Name == ""):
		return refusef(40063, "button.replace_name or template_card")
	}
	return nil
}

// cardChange is what an update makes of the card it finds on a phone.
func (s *Sim) cardChange(call *apiCall, req *updateRequest, msg *sentMessage) (func(*Card) *Card, *refusal) {
	old := msg.card()
	if req.Card == nil {
		if old != nil && !old.interactive() {
			return nil, refusef(40058, "the card has no buttons to replace")
		}
		return func(c *Card) *Card {
			next := *c
			next.Replaced = req.Button.Name
			return &next
		}, nil
	}
	c := req.Card
	if no := checkCard(c); no != nil {
		return nil, no
	}
	// A new card may keep the task_id of the one it replaces.
	if c.TaskID != "" && s.tasks[c.TaskID] && (old == nil || old.TaskID != c.TaskID) {
		return nil, refusef(42014, "task_id was used before")
	}
	if no := s.checkCardMedia(call, c); no != nil {
		return nil, no
	}
	if c.TaskID != "" {
		s.tasks[c.TaskID] = true
	}
	for _, warning := range cardWarnings(c) {
		s.warn(call, "template_card."+warning)
	}
	c.settle()
	return func(*Card) *Card { return c }, nil
}

// card is the message's card as one of its receivers sees it; nil if nobody does.
func (m *sentMessage) card() *Card {
	for _, p := range m.to {
		if show := p.phone.find(func(sh *Shown) bool { return sh.MsgID == m.id }); show != nil {
			return show.Card
		}
	}
	return nil
}

// receivers are those of the named members who got the message, and the userids
// of those who did not.
func (s *Sim) receivers(msg *sentMessage, req *updateRequest) (people []*person, bad []string) {
	if req.AtAll == 1 {
		return msg.to, nil
	}
	for _, id := range req.UserIDs {
		p := s.people[foldID(id)]
		if p == nil || !slices.Contains(msg.to, p) {
			bad = appendOnce(bad, foldID(id))
			continue
		}
		people = append(people, p)
	}
	for _, p := range msg.to {
		if slices.ContainsFunc(req.PartyIDs, func(id int) bool { return s.inDepartment(p, id, true) }) && !slices.Contains(people, p) {
			people = append(people, p)
		}
	}
	return people, bad
}

// recall is message/recall (wecom-api.md 4.9).
func (s *Sim) recall(call *apiCall) (any, *refusal) {
	var req struct {
		MsgID string `json:"msgid"`
	}
	if no := call.decode(&req); no != nil {
		return nil, no
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	call.msgID = req.MsgID
	msg := s.sent[req.MsgID]
	switch {
	case req.MsgID == "":
		return nil, refusef(40063, "msgid")
	case msg == nil:
		return nil, refusef(40058, "msgid")
	case call.now.Sub(msg.at) > recallWithin:
		return nil, refusef(40058, "msgid is older than 24 hours")
	}
	for _, p := range msg.to {
		p.phone.recall(msg.id)
	}
	return nil, nil
}

type statistic struct {
	AgentID int    `json:"agentid"`
	AppName string `json:"app_name"`
	Count   int    `json:"count"` // person-times shown
}

// statistics is message/get_statistics: time_type 0 for today, 1 for yesterday.
func (s *Sim) statistics(call *apiCall) (any, *refusal) {
	var req struct {
		Day int `json:"time_type"`
	}
	if no := call.decode(&req); no != nil {
		return nil, no
	}
	if outside(req.Day, 0, 1) {
		return nil, refusef(40058, "time_type")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	count := s.quotas.shown[dayOf(call.now.Add(-time.Duration(req.Day)*24*time.Hour))]
	return struct {
		Statistics []statistic `json:"statistics"`
	}{[]statistic{{s.cfg.AgentID, s.cfg.AppName, count}}}, nil
}
