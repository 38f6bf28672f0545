package wecomsim

// A pageShown is one message of a chat as web/js/bubble.js draws it.
type pageShown struct {
	ID       string    `json:"id"`
	From     string    `json:"from"` // bot or me
	At       int64     `json:"at"`   // Unix milliseconds
	Kind     Kind      `json:"kind"`
	Text     string    `json:"text,omitempty"`
	Media    string    `json:"media,omitempty"`
	Name     string    `json:"name,omitempty"` // of a file
	Lat      float64   `json:"lat,omitempty"`
	Lon      float64   `json:"lon,omitempty"`
	Label    string    `json:"label,omitempty"`
	Card     *Card     `json:"card,omitempty"`
	Articles []Article `json:"articles,omitempty"`
	Textcard *Textcard `json:"textcard,omitempty"`
	Recalled bool      `json:"recalled,omitempty"`
}

// toPageShown leaves out what a phone does not show: whether a message was read,
// and the words of what was taken back.
func toPageShown(m Shown) pageShown {
	if m.Recalled {
		return pageShown{ID: m.ID, From: m.From, At: m.At.UnixMilli(), Kind: m.Kind, Recalled: true}
	}
	return pageShown{
		ID: m.ID, From: m.From, At: m.At.UnixMilli(), Kind: m.Kind, Text: m.Text, Media: m.MediaID, Name: m.Name,
		Lat: m.Lat, Lon: m.Lon, Label: m.Label, Card: m.Card, Articles: m.Articles, Textcard: m.Textcard,
	}
}
