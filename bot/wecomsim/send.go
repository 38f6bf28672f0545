package wecomsim

import (
	"crypto/sha256"
	"strings"
	"time"
)

// Windows of the duplicate check, in seconds (wecom-api.md 4.1).
const (
	defaultRepeat = 1800
	maxRepeat     = 14400
)

// sendRequest is the body of message/send.
type sendRequest struct {
	ToUser   string   `json:"touser"`
	ToParty  string   `json:"toparty"`
	ToTag    string   `json:"totag"`
	Type     string   `json:"msgtype"`
	AgentID  looseInt `json:"agentid"`
	Safe     int      `json:"safe"`
	Check    int      `json:"enable_duplicate_check"`
	Interval int      `json:"duplicate_check_interval"` // seconds

	Text     *content    `json:"text"`
	Markdown *content    `json:"markdown"`
	Image    *mediaRef   `json:"image"`
	Voice    *mediaRef   `json:"voice"`
	Video    *video      `json:"video"`
	File     *mediaRef   `json:"file"`
	Textcard *Textcard   `json:"textcard"`
	News     *news       `json:"news"`
	MPNews   *mpnews     `json:"mpnews"`
	Notice   *MiniNotice `json:"miniprogram_notice"`
	Card     *Card       `json:"template_card"`
}

// A sentMessage is what recalls and card updates refer to.
type sentMessage struct {
	id string
	at time.Time
	to []*person
}

// A repeat is a body the duplicate check remembers.
type repeat struct{ until time.Time }

type sendAnswer struct {
	BadUsers     *string `json:"invaliduser,omitempty"`
	BadParties   *string `json:"invalidparty,omitempty"`
	BadTags      *string `json:"invalidtag,omitempty"`
	Unlicensed   *string `json:"unlicenseduser,omitempty"`
	MsgID        string  `json:"msgid,omitempty"`
	ResponseCode string  `json:"response_code,omitempty"`
}

// send is message/send (wecom-api.md 4.1 to 4.6).
func (s *Sim) send(call *apiCall) (any, *refusal) {
	var req sendRequest
	if no := call.decode(&req); no != nil {
		return nil, no
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if no := s.agent(call, req.AgentID); no != nil {
		return nil, no
	}
	to, no := s.recipientsOf(req.ToUser, req.ToParty, req.ToTag)
	if no != nil {
		return nil, no
	}
	build, ok := messageKinds[req.Type]
	if !ok {
		return nil, refuse(40008)
	}
	if to.nobody() {
		no := refuse(81013)
		no.fields = s.lists(to)
		return nil, no
	}
	body := sha256.Sum256(call.body)
	if s.isRepeat(&req, body, call.now) {
		return s.swallow(call, to), nil
	}
	show, no := build(s, call, &req)
	if no != nil {
		return nil, no
	}
	if !s.quotas.persons(len(to.people), call.now) {
		return nil, refuse(45009)
	}
	s.remember(&req, body, call.now)
	return s.deliver(call, to, show), nil
}

// isRepeat tells whether the very same body was accepted within its interval.
func (s *Sim) isRepeat(req *sendRequest, body [32]byte, now time.Time) bool {
	r, known := s.repeats[body]
	return req.Check == 1 && !s.cfg.IgnoreDuplicateCheck && known && now.Before(r.until)
}

func (s *Sim) remember(req *sendRequest, body [32]byte, now time.Time) {
	if req.Check != 1 {
		return
	}
	seconds := min(req.Interval, maxRepeat)
	if seconds <= 0 {
		seconds = defaultRepeat
	}
	s.repeats[body] = repeat{until: now.Add(time.Duration(seconds) * time.Second)}
}

// swallow answers a repeat as if it were shown, with a new msgid
// (wecom-api.md 13.2).
func (s *Sim) swallow(call *apiCall, to recipients) sendAnswer {
	answer := s.lists(to)
	answer.MsgID = s.newID("msgid", 24)
	call.msgID = answer.MsgID
	for _, p := range to.people {
		s.note(Entry{Kind: EntryDuplicate, Person: p.UserID, MsgID: answer.MsgID, API: call.api})
	}
	return answer
}

// deliver shows an accepted message on the phones of its recipients.
func (s *Sim) deliver(call *apiCall, to recipients, show Shown) sendAnswer {
	answer := s.lists(to)
	answer.MsgID = s.newID("msgid", 24)
	call.msgID, show.MsgID, show.From, show.At = answer.MsgID, answer.MsgID, FromBot, call.now
	s.sent[answer.MsgID] = &sentMessage{id: answer.MsgID, at: call.now, to: to.people}
	if c := show.Card; c != nil {
		if c.TaskID != "" {
			s.tasks[c.TaskID] = true
		}
		if c.interactive() || c.ActionMenu != nil {
			answer.ResponseCode = s.newCardCode(answer.MsgID, call.now)
		}
	}
	for _, p := range to.unlicensed {
		s.note(Entry{Kind: EntryDropped, Person: p.UserID, MsgID: answer.MsgID, API: call.api, Detail: DroppedUnlicensed})
	}
	for _, p := range to.people {
		if why := s.dropped(call, p); why != "" {
			s.note(Entry{Kind: EntryDropped, Person: p.UserID, MsgID: answer.MsgID, API: call.api, Detail: why})
			continue
		}
		s.quotas.shown[dayOf(call.now)]++
		id := p.phone.display(show)
		s.note(Entry{Kind: EntryShown, Person: p.UserID, MsgID: answer.MsgID, Shown: id, API: call.api, Detail: string(show.Kind)})
	}
	return answer
}

// dropped is why an accepted message is not shown to a member; empty if it is.
func (s *Sim) dropped(call *apiCall, p *person) string {
	if call.warned || call.fault.WrongFormat {
		return DroppedFormat
	}
	if call.fault.DropSilently {
		return DroppedFault
	}
	if p.phone.pace == nil {
		p.phone.pace = newPace(perMemberMinute, perMemberHour)
	}
	windows := p.phone.pace.windows
	for i, why := range []string{DroppedMinute, DroppedHour} {
		if !windows[i].room(call.now) {
			return why
		}
	}
	for i := range windows {
		windows[i].add(call.now)
	}
	return ""
}

// lists are the parts of an answer that say who is not reached. Empty ones may
// be absent (wecom-api.md 4.2).
func (s *Sim) lists(to recipients) sendAnswer {
	dice := s.dice("answer", s.count("answer"))
	join := func(list []string) *string {
		if len(list) == 0 && dice.IntN(2) == 0 {
			return nil
		}
		joined := strings.Join(list, "|")
		return &joined
	}
	return sendAnswer{
		BadUsers: join(to.badUsers), BadParties: join(to.badParties), BadTags: join(to.badTags),
		Unlicensed: join(each(to.unlicensed, func(p *person) string { return foldID(p.UserID) })),
	}
}
