package wecomsim

import (
	"math/rand/v2"
	"strings"
)

// An element is a piece of a callback's XML. The platform promises no order of
// elements, no CDATA and no closed set of names (wecom-api.md 1.5), so each
// document is written as the dice fall.
type element struct {
	name   string
	text   string
	kids   []element
	number bool // never in CDATA
}

func leaf(name, text string) element              { return element{name: name, text: text} }
func number(name, text string) element            { return element{name: name, text: text, number: true} }
func branch(name string, kids ...element) element { return element{name: name, kids: kids} }

// strangers are elements no receiver knows.
var strangers = []element{
	leaf("SuiteId", ""), leaf("NewField", "1 < 2 & 3"), number("SafeFlag", "0"), branch("Extra", leaf("Item", "x"), leaf("Item", "y")),
}

// writeDocument writes <xml> around the elements.
func writeDocument(dice *rand.Rand, elements []element) []byte {
	list := append([]element(nil), elements...)
	if dice.IntN(2) == 0 {
		list = append(list, strangers[dice.IntN(len(strangers))])
	}
	w := &documentWriter{dice: dice, cdata: dice.IntN(4), breaks: dice.IntN(2) == 0, misspelt: dice.IntN(4) == 0}
	w.shuffled(branch("xml", list...))
	return []byte(w.String())
}

type documentWriter struct {
	strings.Builder
	dice     *rand.Rand
	cdata    int  // 0: nowhere, 1: by chance, else all but numbers
	breaks   bool // line breaks between elements
	misspelt bool // OpitonIds, as in the platform's older samples (wecom-api.md 2.4)
}

// shuffled writes an element with its children in any order.
func (w *documentWriter) shuffled(e element) {
	name := e.name
	if w.misspelt {
		name = strings.Replace(name, "OptionId", "OpitonId", 1)
	}
	w.WriteString("<" + name + ">")
	kids := append([]element(nil), e.kids...)
	if !sameNames(kids) {
		w.dice.Shuffle(len(kids), func(i, j int) { kids[i], kids[j] = kids[j], kids[i] })
	}
	for _, kid := range kids {
		if w.breaks {
			w.WriteString("\n")
		}
		w.shuffled(kid)
	}
	if len(e.kids) == 0 {
		w.text(e)
	}
	w.WriteString("</" + name + ">")
}

// sameNames tells a list, whose order counts.
func sameNames(kids []element) bool {
	for _, kid := range kids {
		if kid.name != kids[0].name {
			return false
		}
	}
	return true
}

var xmlEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;")

func (w *documentWriter) text(e element) {
	text := printable(e.text)
	if e.number || strings.Contains(text, "\r") || w.cdata == 0 || w.cdata == 1 && w.dice.IntN(2) == 0 {
		xmlEscapes.WriteString(w, text)
		return
	}
	w.WriteString("<![CDATA[" + strings.ReplaceAll(text, "]]>", "]]]]><![CDATA[>") + "]]>")
}

// printable drops what XML 1.0 cannot hold.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, text)
}
