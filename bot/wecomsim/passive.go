package wecomsim

import (
	"encoding/xml"
	"strings"
)

// passiveEnvelope is the body an app may answer a callback with
// (wecom-api.md 1.7).
type passiveEnvelope struct {
	Encrypt   string `xml:"Encrypt"`
	Signature string `xml:"MsgSignature"`
	Timestamp string `xml:"TimeStamp"`
	Nonce     string `xml:"Nonce"`
}

// passiveReply is what is inside. Updates of whole cards are not understood: the
// names of their elements are not documented (wecom-api.md 13.8).
type passiveReply struct {
	Type    string `xml:"MsgType"`
	Content string `xml:"Content"`
	Image   string `xml:"Image>MediaId"`
	Voice   string `xml:"Voice>MediaId"`
	Button  string `xml:"Button>ReplaceName"`
}

// hearReply shows a passive reply. An empty body and "success" are none; what
// cannot be read is a warning, as the platform is silent about it. Sim.mu is held.
func (s *Sim) hearReply(d *delivery, body []byte) {
	text := strings.TrimSpace(string(body))
	if text == "" || text == "success" {
		return
	}
	reply, why := s.readReply(text)
	if why != "" {
		s.note(Entry{Kind: EntryWarning, Person: d.phone.owner.UserID, MsgID: d.id, Detail: "passive reply: " + why})
		return
	}
	now := s.cfg.Now()
	show := Shown{From: FromBot, At: now, MsgID: d.id + "-reply"}
	switch reply.Type {
	case "text":
		show.Kind, show.Text = KindText, reply.Content[:min(len(reply.Content), maxText)]
	case "image":
		show.Kind, show.MediaID = KindImage, reply.Image
	case "voice":
		show.Kind, show.MediaID = KindVoice, reply.Voice
	case "update_button":
		s.replaceTapped(d, reply.Button)
		return
	default:
		s.note(Entry{Kind: EntryWarning, Person: d.phone.owner.UserID, MsgID: d.id, Detail: "passive reply of type " + reply.Type + " is not shown"})
		return
	}
	if show.MediaID != "" && s.alive(show.MediaID, now) == nil {
		s.note(Entry{Kind: EntryWarning, Person: d.phone.owner.UserID, MsgID: d.id, Detail: "passive reply with unknown media"})
		return
	}
	id := d.phone.display(show)
	s.note(Entry{Kind: EntryShown, Person: d.phone.owner.UserID, MsgID: show.MsgID, Shown: id, Detail: string(show.Kind)})
}

func (s *Sim) readReply(text string) (reply passiveReply, why string) {
	var outer passiveEnvelope
	if err := xml.Unmarshal([]byte(text), &outer); err != nil {
		return reply, "not xml"
	}
	if outer.Signature != s.cipher.sign(outer.Timestamp, outer.Nonce, outer.Encrypt) {
		return reply, "wrong signature"
	}
	inner, err := s.cipher.unseal(outer.Encrypt)
	if err != nil {
		return reply, err.Error()
	}
	if err := xml.Unmarshal(inner, &reply); err != nil {
		return reply, "inside is not xml"
	}
	return reply, ""
}

// replaceTapped changes the card whose tap is being answered.
func (s *Sim) replaceTapped(d *delivery, name string) {
	for _, e := range d.elements {
		if e.name != "ResponseCode" {
			continue
		}
		if code := s.codes[e.text]; code != nil && !code.used && name != "" {
			code.used = true
			d.phone.updateCard(code.msgID, func(c *Card) *Card {
				next := *c
				next.Replaced = name
				return &next
			})
		}
	}
}
