package flow

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"gridwarden/bot"
)

// A turn is the handling of one message.
type turn struct {
	desk *Desk
	ctx  context.Context
	m    bot.Message
	now  time.Time
	s    *session
	out  Turn

	lines []string   // said so far, waiting for the body they go into
	ask   promptMode // whether to put the question at the end
	about *frame     // whose question

	unseen  bool // another question is asked now than the one the member saw
	refused bool // photos of this turn were refused, with the reason said
}

// A promptMode says how the question is put at the end of a turn.
type promptMode int

const (
	promptNone promptMode = iota
	promptShort
	promptFull
)

// turn loads the session, does something with it, and saves it.
func (d *Desk) turn(ctx context.Context, m bot.Message, do func(*turn) error) (Turn, error) {
	stored, err := d.Sessions.LoadSession(ctx, m.Member)
	if err != nil {
		return Turn{}, fmt.Errorf("load session: %w", err)
	}
	s, lost := decode(stored.Body)
	s.patience = d.Patience.orUsual()
	t := &turn{desk: d, ctx: ctx, m: m, s: s, now: m.At}
	if latest := s.latest(); latest.After(t.now) {
		t.now = latest
	}
	t.out.Lost = lost
	if lost != nil {
		t.say("刚才没做完的内容读不出来了，请重新开始，抱歉。")
	}
	if err := t.lapse(); err != nil {
		return Turn{}, err
	}
	if err := do(t); err != nil {
		return Turn{}, err
	}
	if err := t.close(); err != nil {
		return Turn{}, err
	}
	after, err := s.encode(m.Member)
	if err != nil {
		return Turn{}, err
	}
	if bytes.Equal(after.Body, stored.Body) && after.Wake.Equal(stored.Wake) {
		return t.out, nil
	}
	if err := d.Sessions.SaveSession(ctx, after); err != nil {
		return Turn{}, fmt.Errorf("save session: %w", err)
	}
	return t.out, nil
}

// lapse puts by what was silent for too long, and forgets what was put by for
// too long.
func (t *turn) lapse() error {
	s := t.s
	for top := s.top(); top != nil && t.now.Sub(top.Seen) >= s.patience.Draft; top = s.top() {
		if err := t.feedHeld(top); err != nil {
			return err
		}
		for len(s.Open) > 0 { // those underneath waited for this one
			if _, err := s.park(s.Open[0], t.now); err != nil {
				return err
			}
		}
	}
	kept := s.Parked[:0]
	for _, p := range s.Parked {
		if p.Until.After(t.now) {
			kept = append(kept, p)
		}
	}
	s.Parked = kept
	return nil
}

// handle goes by what sort of thing came.
func (t *turn) handle() error {
	switch t.m.Kind {
	case bot.Wake:
		return t.onWake()
	case bot.Text:
		return t.onText(t.m.Text)
	case bot.Voice:
		return t.onVoice()
	case bot.Image:
		return t.onPhoto(Photo{Media: t.m.MediaID, At: t.m.At})
	case bot.Location:
		return t.onLocation(Location{Label: t.m.Label, Lat: t.m.Lat, Lon: t.m.Lon})
	case bot.Tapped:
		if t.m.Tap == nil {
			t.out.Foreign = true
			return nil
		}
		return t.onTap(*t.m.Tap)
	case bot.Menu:
		return t.onMenu(t.m.Text)
	case bot.Video:
		return t.onFilm()
	case bot.File:
		return t.onOther("文件收不了，请发照片或文字")
	case bot.Link:
		return t.onOther("链接收不了，请发照片或文字")
	}
	t.out.Foreign = true
	return nil
}

// say adds a line to the next body; an empty one adds nothing.
func (t *turn) say(line string) {
	if line != "" {
		t.lines = append(t.lines, line)
	}
}

func (t *turn) sayf(format string, args ...any) { t.say(fmt.Sprintf(format, args...)) }

// show adds a body of its own. An update in it is for the tapped card.
func (t *turn) show(b bot.Body) {
	t.flush()
	if b.Update != nil && t.m.Tap != nil {
		u := *b.Update
		u.Code = firstOf(u.Code, t.m.Tap.ResponseCode)
		t.out.Update, b.Update = &u, nil
	}
	if b.Text == "" && b.Markdown == "" && b.Card == nil && b.Image == "" && b.Voice == "" && b.Video == "" && b.File == nil && len(b.Articles) == 0 && b.Update == nil {
		return
	}
	if b.Card != nil {
		t.number(*b.Card)
	}
	if b.Card != nil && t.desk.Plain {
		b = bot.Body{Text: bot.PlainText(*b.Card)}
	}
	t.out.Replies = append(t.out.Replies, b)
}

// number remembers what the numbers of a card's buttons stand for while nothing
// is open: of a list, and of whatever is written as numbered text.
func (t *turn) number(c bot.Card) {
	if c.Pick != nil || c.Vote != nil || len(c.Picks) > 0 {
		return
	}
	t.s.Menu = nil
	if !c.List && !t.desk.Plain {
		return
	}
	for _, b := range c.Buttons {
		if b.Key != "" && len(b.Key) <= maxKey && len(t.s.Menu) < maxButtons {
			t.s.Menu = append(t.s.Menu, b.Key)
		}
	}
}

// flush makes a body of the lines said so far.
func (t *turn) flush() {
	for _, text := range paragraphs(t.lines) {
		t.out.Replies = append(t.out.Replies, bot.Body{Text: text})
	}
	t.lines = nil
}

// prompt asks for the question of a frame to be put at the end of the turn.
func (t *turn) prompt(f *frame, mode promptMode) {
	t.about = f
	t.ask = max(t.ask, mode)
}

// close puts the question and makes bodies of what is left.
func (t *turn) close() error {
	f := t.about
	if f == nil || t.ask == promptNone || t.s.byID(f.ID) != f {
		t.flush()
		return nil
	}
	if err := t.load(f); err != nil {
		return err
	}
	t.put(f, t.ask == promptShort)
	return nil
}

// done changes the tapped card's buttons into a word.
func (t *turn) done(word string) {
	if t.m.Tap == nil || t.m.Tap.ResponseCode == "" {
		return
	}
	t.out.Update = &bot.Update{Code: t.m.Tap.ResponseCode, Done: clip(word, 10)}
}

// newCase is what Check, Submit and Finder see of a frame.
func (t *turn) newCase(f *frame) Case {
	return Case{ID: f.ID, Who: t.m.Member, When: t.m.At, Payload: f.Payload}
}
