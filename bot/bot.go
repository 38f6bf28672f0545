// Package bot carries a conversation between members and the program without
// knowing what the conversation is about: what a member sent ([Message]), what
// the program says ([Post], [Body], [Card]), and the worker that hands each
// member's messages on one at a time ([Worker]).
package bot

import "time"

// Kind tells what a member sent.
type Kind string

// The kinds of message and event a handler can see; whatever else the platform
// sends is acknowledged and counted, and never reaches a handler.
const (
	Text     Kind = "text"
	Image    Kind = "image"
	Voice    Kind = "voice"
	Video    Kind = "video"
	File     Kind = "file"
	Location Kind = "location"
	Link     Kind = "link"
	Tapped   Kind = "tap"   // a card's button, vote or selection: see Message.Tap
	Menu     Kind = "menu"  // an entry of the app's menu: Text holds its key
	Enter    Kind = "enter" // the member opened the chat
	Joined   Kind = "joined"
	Left     Kind = "left"
	Wake     Kind = "wake" // nobody wrote: the moment a session asked to be woken at has come
)

// A Message is one thing one member sent, in the form it is stored in the inbox.
type Message struct {
	Key    string    `json:"key"`    // the platform's MsgId, or the composite key of an event; the same message always has the same key
	Member string    `json:"member"` // userid, lower case
	At     time.Time `json:"at"`     // the platform's CreateTime, whole seconds
	Kind   Kind      `json:"kind"`

	Text    string  `json:"text,omitempty"`  // what was written; a menu key; the title of a link; the recognised text of a voice message
	MediaID string  `json:"media,omitempty"` // of an image, voice, video or file; lives three days
	Name    string  `json:"name,omitempty"`  // of a file
	Lat     float64 `json:"lat,omitempty"`
	Lon     float64 `json:"lon,omitempty"`
	Label   string  `json:"label,omitempty"` // the address of a location
	Tap     *Tap    `json:"tap,omitempty"`
}

// A Tap is a press on a card. Who pressed is the message's Member: a card sent
// to many is answered by each for himself.
type Tap struct {
	Key          string              `json:"key"`            // of the button, or of the submit button
	TaskID       string              `json:"task,omitempty"` // of the card
	CardType     string              `json:"card_type,omitempty"`
	ResponseCode string              `json:"code,omitempty"`     // updates the card once, within 72 hours
	Selected     map[string][]string `json:"selected,omitempty"` // question key → chosen option ids
}
