package bot

import "time"

// A Post is one thing to say, to one member or to many in the same words.
// It is written to the outbox in the transaction that decided it, and the
// deliverer accounts for every recipient.
type Post struct {
	// Key is unique for ever: posting the same key to the same member again
	// adds nothing.
	Key   string
	To    []string // userids, lower case
	Class Class
	About string    // what it concerns ("hazard:…", "period:…"), for bundling and for the search by number
	Due   time.Time // planned instant; zero means at once
	Until time.Time // after this it is no longer of use and ends as skipped; zero means always of use
	Line  string    // the same in one line, for when it is bundled with others
	Body  Body
}

// Class says how a post is treated on its way; what each class is allowed is
// policy data.
type Class string

const (
	Answer   Class = "answer"   // the reply to what the member just did: never held, counted or bundled
	Alarm    Class = "alarm"    // imminent danger and major hazards: no quiet hours, no cap
	Escalate Class = "escalate" // a step of a ladder above the responsible person
	Urge     Class = "urge"     // a reminder of what is due now or serious: not held on days off
	Remind   Class = "remind"   // a reminder to the responsible person
	Opening  Class = "opening"  // uniform, to many: opens a period; spread over ten minutes
	News     Class = "news"     // what happened to something of yours
	Digest   Class = "digest"   // the leaders' morning message, a community's list
)

// A Body is what is shown: exactly one of its fields is set.
type Body struct {
	Text     string    `json:"text,omitempty"`
	Markdown string    `json:"markdown,omitempty"`
	Card     *Card     `json:"card,omitempty"`
	Image    string    `json:"image,omitempty"` // SHA-256 of a stored photo
	Voice    string    `json:"voice,omitempty"` // SHA-256 of a stored voice note
	Video    string    `json:"video,omitempty"` // SHA-256 of a stored video
	File     *Document `json:"file,omitempty"`
	Articles []Article `json:"articles,omitempty"`
	Update   *Update   `json:"update,omitempty"`
}

// A Document is a stored file to hand over.
type Document struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// An Article is one entry of a news message.
type Article struct {
	Title   string `json:"title"`
	Desc    string `json:"desc,omitempty"`
	URL     string `json:"url"`
	Picture string `json:"picture,omitempty"` // URL
}

// A Card is a message with fields and choices. The same card is rendered as one
// of the platform's card types, or as numbered text for those who cannot see
// cards: which type follows from what is filled in.
//
//	Buttons            a row of buttons (at most 6), with Pick a drop-down beside them
//	Vote               one list to tick, at most 20 options, and Submit
//	Picks              up to three drop-downs and Submit
//	Picture or Rows    a picture with text
//	none of these      a notice
type Card struct {
	Source  string   `json:"source,omitempty"` // the small line on top: which grid it concerns
	Alert   bool     `json:"alert,omitempty"`  // the source line in red
	Title   string   `json:"title"`
	Desc    string   `json:"desc,omitempty"`
	Quote   string   `json:"quote,omitempty"`  // words of a member, shown apart
	Figure  *Figure  `json:"figure,omitempty"` // one number shown large; not together with Quote
	Note    string   `json:"note,omitempty"`
	Fields  []Field  `json:"fields,omitempty"` // at most 6
	Rows    []Field  `json:"rows,omitempty"`   // at most 4, below a picture
	Picture string   `json:"picture,omitempty"`
	URL     string   `json:"url,omitempty"` // opened by a tap on the card
	Links   []Jump   `json:"links,omitempty"`
	Buttons []Button `json:"buttons,omitempty"`
	List    bool     `json:"list,omitempty"` // the buttons are one list to choose from: a number typed names one of them
	Pick    *Choice  `json:"pick,omitempty"`
	Vote    *Choice  `json:"vote,omitempty"`
	Picks   []Choice `json:"picks,omitempty"`
	Submit  Button   `json:"submit,omitzero"`
}

// A Field is a short name and its value.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	URL   string `json:"url,omitempty"`
}

// A Figure is a number with its meaning.
type Figure struct {
	Number string `json:"number"`
	Desc   string `json:"desc"`
}

// A Jump is a line of the card that opens a page.
type Jump struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// A Button sends its Key back when pressed, or opens URL.
type Button struct {
	Text  string `json:"text"` // at most 10 characters
	Key   string `json:"key,omitempty"`
	URL   string `json:"url,omitempty"`
	Style Style  `json:"style,omitempty"`
}

// Style is the colour of a button, as the platform numbers it.
type Style int

const (
	Primary Style = 1
	Plain   Style = 2
	Danger  Style = 3
)

// A Choice is a question with options; Multi only in a Vote.
type Choice struct {
	Key     string   `json:"key"`
	Title   string   `json:"title,omitempty"`
	Options []Option `json:"options"`
	Chosen  []string `json:"chosen,omitempty"` // option ids ticked at first
	Multi   bool     `json:"multi,omitempty"`
}

// An Option is one answer to a Choice.
type Option struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// An Update changes a card the member has just pressed: its buttons become
// Done, or the whole card is replaced.
type Update struct {
	Code string `json:"code"` // the tap's ResponseCode
	Done string `json:"done,omitempty"`
	Card *Card  `json:"card,omitempty"`
}
