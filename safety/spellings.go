package safety

import (
	"fmt"
	"strings"
)

// Spellings are the ways in which people write the words the bot obeys: typing
// errors, homophones, everyday phrases (peers.md 8, idea 15). A spelling counts
// only as a whole message, never as a part of one.
type Spellings struct {
	Words map[string][]string `yaml:"words"` // by the word that is meant
	Why   string              `yaml:"why"`
}

// Meant is the word for each spelling.
func (s Spellings) Meant() map[string]string {
	meant := map[string]string{}
	for word, list := range s.Words {
		for _, spelling := range list {
			meant[spelling] = word
		}
	}
	return meant
}

func (w *walk) spellings(s Spellings) {
	w.given("words", "why", s.Why)
	first := map[string]string{}
	for _, word := range sortedKeys(s.Words) {
		at := "words/words/" + word
		if len(s.Words[word]) == 0 {
			w.say(at, "%s has no spellings", word)
		}
		for i, spelling := range s.Words[word] {
			at := fmt.Sprintf("%s/%d", at, i)
			key := strings.Join(strings.Fields(spelling), "")
			switch taken, again := first[key]; {
			case key == "":
				w.say(at, "an empty spelling")
			case s.Words[key] != nil:
				w.say(at, "%q is a word of its own", spelling)
			case again:
				w.say(at, "%q is a spelling of %s already", spelling, taken)
			}
			first[key] = word
		}
	}
}
