package wecom

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"gridwarden/bot"
)

// messageKinds and eventKinds say which callbacks the bot has a use for. The
// pic_… and location_select events are not among them: the photos and the
// location follow as messages (wecom-api.md 2.3).
var messageKinds = map[string]bot.Kind{
	"text":     bot.Text,
	"image":    bot.Image,
	"voice":    bot.Voice,
	"video":    bot.Video,
	"file":     bot.File,
	"location": bot.Location,
	"link":     bot.Link,
}

var eventKinds = map[string]bot.Kind{
	"subscribe":                bot.Joined,
	"unsubscribe":              bot.Left,
	"enter_agent":              bot.Enter,
	"click":                    bot.Menu,
	"template_card_event":      bot.Tapped,
	"template_card_menu_event": bot.Tapped,
}

// Message is what a member sent, in the form the inbox keeps; false if the
// callback is none of the kinds a handler can see.
func (r *Received) Message() (bot.Message, bool) {
	kind, ok := messageKinds[r.Type]
	if r.Type == "event" {
		kind, ok = eventKinds[r.Event]
	}
	if !ok || r.From == "" || r.From == "sys" {
		return bot.Message{}, false
	}
	m := bot.Message{Key: r.Key(), Member: r.From, At: r.At, Kind: kind}
	switch kind {
	case bot.Text:
		m.Text = r.Content
	case bot.Image, bot.Video:
		m.MediaID = r.MediaID
	case bot.Voice:
		m.MediaID, m.Text = r.MediaID, r.Recognition
	case bot.File:
		m.MediaID, m.Name = r.MediaID, r.FileName
	case bot.Location:
		m.Lat, m.Lon, m.Label = r.Lat, r.Lon, r.Label
	case bot.Link:
		m.Text = r.Title
	case bot.Menu:
		m.Text = r.EventKey
	case bot.Tapped:
		m.Tap = r.tap()
	}
	return m, true
}

func (r *Received) tap() *bot.Tap {
	t := &bot.Tap{Key: r.EventKey, TaskID: r.TaskID, CardType: r.CardType, ResponseCode: r.ResponseCode}
	if len(r.Selected) > 0 {
		t.Selected = make(map[string][]string, len(r.Selected))
	}
	for _, s := range r.Selected {
		t.Selected[s.Question] = append(t.Selected[s.Question], s.Options...)
	}
	return t
}

// Key is the same for every copy of a callback and for no other: the MsgId of a
// message, and for events, which have one-second time stamps and no id, a digest
// of all that tells two of them apart (wecom-api.md 1.6). At most 110 bytes of
// ASCII.
func (r *Received) Key() string {
	if r.MsgID != "" && len(r.MsgID) <= 64 {
		return r.MsgID
	}
	var scrap [512]byte
	sum := sha256.Sum256(r.identity(scrap[:0]))
	digest := base32.StdEncoding.EncodeToString(sum[:20])
	return "e:" + r.From[:min(len(r.From), 64)] + ":" + strconv.FormatInt(r.At.Unix(), 10) + ":" + digest
}

// identity appends what tells events apart, each part with its length, so that
// no two lists of parts give the same bytes.
func (r *Received) identity(b []byte) []byte {
	part := func(s string) {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	for _, s := range []string{
		r.From, r.Type, r.Event, r.Contact.Change, r.EventKey, r.TaskID, r.ResponseCode, r.ScanResult,
		r.Content, r.MediaID, r.Label, r.Title, r.MsgID,
	} {
		part(s)
	}
	b = binary.AppendVarint(b, r.At.Unix())
	b = binary.AppendVarint(b, int64(r.Agent))
	// The order of elements is not fixed, so questions and options are sorted.
	chosen := slices.Clone(r.Selected)
	slices.SortStableFunc(chosen, func(a, b Selected) int { return strings.Compare(a.Question, b.Question) })
	for _, s := range chosen {
		part(s.Question)
		options := slices.Sorted(slices.Values(s.Options))
		b = binary.AppendUvarint(b, uint64(len(options)))
		for _, o := range options {
			part(o)
		}
	}
	return b
}
