package wecomsim

import "time"

// A desk is what the page needs of the simulated world.
type desk interface {
	appName() string
	now() time.Time
	people() []pagePerson
	addPerson(pagePerson) error
	menu() []pageEntry
	phone(userid string) (handset, bool)
	media(id string) ([]byte, bool)
	changes() <-chan struct{} // closed at the next change of anything
}

// A handset is one member's phone. Menu keys tell which menu entry led to a
// photo or a location; empty if none did.
type handset interface {
	shown() []pageShown
	say(text string) error
	openChat() error
	clickMenu(key string) error
	sendPhotos(menu string, pictures [][]byte) error
	sendLocation(menu string, lat, lon float64, label string) error
	sendVoice() error
	tap(show, key string, selected map[string][]string) error
}
