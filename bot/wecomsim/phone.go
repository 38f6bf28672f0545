package wecomsim

import (
	"slices"
	"strconv"
	"time"
)

// Kind is what a displayed message is.
type Kind string

// Kinds of displayed messages.
const (
	KindText     Kind = "text"
	KindImage    Kind = "image"
	KindVoice    Kind = "voice"
	KindVideo    Kind = "video"
	KindFile     Kind = "file"
	KindLocation Kind = "location"
	KindMarkdown Kind = "markdown"
	KindTextcard Kind = "textcard"
	KindNews     Kind = "news"
	KindCard     Kind = "card"
)

// Who a displayed message is from.
const (
	FromBot = "bot"
	FromMe  = "me"
)

// Shown is a message as a phone displays it. What its pointers point at is never
// changed.
type Shown struct {
	ID    string // unique on this phone
	From  string // FromBot or FromMe
	At    time.Time
	Kind  Kind
	Text  string // all that can be read, also of cards, news and textcards
	MsgID string // of message/send, or the MsgId of what the member sent

	MediaID  string  // of images, voices, videos and files
	Name     string  // of a file
	Lat, Lon float64 // of a location, in degrees
	Label    string  // of a location

	Card     *Card
	Articles []Article
	Textcard *Textcard

	Recalled bool
	Read     bool // the member did something in the chat since
}

// A Phone is one member's phone with the app's chat open. It is safe for
// concurrent use. Its fields are guarded by Sim.mu.
type Phone struct {
	sim      *Sim
	owner    *person
	shown    []Shown
	shownIDs int
	revision uint64
	pace     *pace // of what the app sends to this member; nil before the first
	queue    []*delivery
	busy     bool // a goroutine delivers its queue
}

// Owner is the member whose phone it is.
func (p *Phone) Owner() Person {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	return p.owner.Person
}

// Shown is what the phone displays, oldest first, each message in its present
// state.
func (p *Phone) Shown() []Shown {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	return slices.Clone(p.shown)
}

// Revision differs after every change of what is shown.
func (p *Phone) Revision() uint64 {
	p.sim.mu.Lock()
	defer p.sim.mu.Unlock()
	return p.revision
}

// display appends a message and returns its id. Sim.mu is held in this and all
// other small methods.
func (p *Phone) display(show Shown) string {
	p.shownIDs++
	show.ID = strconv.Itoa(p.shownIDs)
	p.shown = append(p.shown, show)
	p.touch()
	return show.ID
}

func (p *Phone) touch() {
	p.revision++
	p.sim.notify()
}

// find is the newest message that is wanted, nil if there is none.
func (p *Phone) find(wanted func(*Shown) bool) *Shown {
	for i := len(p.shown) - 1; i >= 0; i-- {
		if wanted(&p.shown[i]) {
			return &p.shown[i]
		}
	}
	return nil
}

// updateCard changes the card of a message, if the phone shows it.
func (p *Phone) updateCard(msgID string, change func(*Card) *Card) {
	show := p.find(func(s *Shown) bool { return s.MsgID == msgID && s.Card != nil })
	if show == nil {
		return
	}
	show.Card = change(show.Card)
	show.Text = show.Card.Text()
	p.touch()
	p.sim.note(Entry{Kind: EntryUpdated, Person: p.owner.UserID, MsgID: msgID, Shown: show.ID, Detail: show.Card.Replaced})
}

func (p *Phone) recall(msgID string) {
	show := p.find(func(s *Shown) bool { return s.MsgID == msgID && s.From == FromBot })
	if show == nil || show.Recalled {
		return
	}
	show.Recalled = true
	p.touch()
	p.sim.note(Entry{Kind: EntryRecalled, Person: p.owner.UserID, MsgID: msgID, Shown: show.ID})
}

// read marks all that the app sent as read.
func (p *Phone) read() {
	for i := len(p.shown) - 1; i >= 0 && !p.shown[i].Read; i-- {
		p.shown[i].Read = true
	}
	p.touch()
}

func (p *Phone) forget(before time.Time) {
	kept := slices.DeleteFunc(p.shown, func(s Shown) bool { return s.At.Before(before) })
	if len(kept) < len(p.shown) {
		p.touch()
	}
	p.shown = slices.Clone(kept)
}
