package wecom

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// An element is one element of a document, in document order. Elements that
// hold others have no text.
type element struct {
	name  string
	text  string
	depth int // 1 for the root
}

const (
	maxDepth    = 8
	maxElements = 512
	maxTokens   = 4 * maxElements
)

// parse appends the elements of a document. Every error is a Flaw; broken is
// the one for XML that cannot be read at all.
func parse(doc string, into []element, broken Flaw) ([]element, error) {
	if elements, ok := scan(doc, into); ok {
		return elements, nil
	}
	return decode(doc, into, broken)
}

// scan reads the subset the platform writes: no attributes, no references, no
// comments, one run of text per element. It either agrees with decode or
// refuses, and is several times faster (performance.md, lever 6).
func scan(doc string, into []element) ([]element, bool) {
	start := len(into)
	var open [maxDepth]int // indexes of the elements not yet closed
	depth := 0
	pos := skipSpace(doc, 0)
	for pos < len(doc) {
		if doc[pos] != '<' {
			end := strings.IndexByte(doc[pos:], '<')
			if depth == 0 || end < 0 || !plainText(doc[pos:pos+end], false) {
				return into[:start], false
			}
			if !addText(into, open[depth-1], doc[pos:pos+end]) {
				return into[:start], false
			}
			pos += end
			continue
		}
		rest := doc[pos+1:]
		switch {
		case strings.HasPrefix(rest, "![CDATA["):
			rest = rest[len("![CDATA["):]
			end := strings.Index(rest, "]]>")
			if depth == 0 || end < 0 || !plainText(rest[:end], true) {
				return into[:start], false
			}
			if !addText(into, open[depth-1], rest[:end]) {
				return into[:start], false
			}
			pos += len("<![CDATA[") + end + len("]]>")
		case strings.HasPrefix(rest, "/"):
			end := strings.IndexByte(rest, '>')
			if depth == 0 || end < 0 || rest[1:end] != into[open[depth-1]].name {
				return into[:start], false
			}
			depth--
			pos += end + 2
			if depth == 0 {
				return into, skipSpace(doc, pos) == len(doc)
			}
		default:
			end := nameEnd(rest)
			if end == 0 || end >= len(rest) || rest[end] != '>' || depth == maxDepth || len(into)-start == maxElements {
				return into[:start], false
			}
			if depth > 0 {
				into[open[depth-1]].text = ""
			}
			open[depth] = len(into)
			depth++
			into = append(into, element{name: rest[:end], depth: depth})
			pos += end + 2
		}
	}
	return into[:start], false
}

// addText gives an element its text, unless it holds others; false if it would
// need joining.
func addText(elements []element, at int, text string) bool {
	if at != len(elements)-1 || text == "" {
		return true
	}
	if elements[at].text != "" {
		return false
	}
	elements[at].text = text
	return true
}

func skipSpace(doc string, pos int) int {
	for pos < len(doc) && (doc[pos] == ' ' || doc[pos] == '\n' || doc[pos] == '\t') {
		pos++
	}
	return pos
}

// nameEnd is the length of the plain name at the start of s.
func nameEnd(s string) int {
	for i := 0; i < len(s); i++ {
		c := s[i] | 0x20
		letter := 'a' <= c && c <= 'z' || s[i] == '_'
		if !letter && (i == 0 || s[i] < '0' || s[i] > '9') {
			return i
		}
	}
	return len(s)
}

// Classes of bytes in text: those of longer characters, those that mean
// something outside CDATA, and those that XML changes or forbids.
const (
	wide = 1 << iota
	mark
	barred
)

var classes = func() (c [256]byte) {
	for b := range c {
		switch {
		case b >= utf8.RuneSelf:
			c[b] = wide
		case b == '&' || b == ']':
			c[b] = mark
		case b < 0x20 && b != '\n' && b != '\t':
			c[b] = barred
		}
	}
	return c
}()

// plainText tells whether XML leaves the text as it is: valid characters, no
// carriage returns and, outside CDATA, no references and no "]]>".
func plainText(s string, cdata bool) bool {
	var found byte
	for i := range len(s) {
		found |= classes[s[i]]
	}
	if found&barred != 0 || found&mark != 0 && !cdata {
		return false
	}
	return found&wide == 0 || utf8.ValidString(s) && !strings.Contains(s, "\uFFFE") && !strings.Contains(s, "\uFFFF")
}

// decode reads what scan refused with encoding/xml, which knows no external
// entities, and refuses document types.
func decode(doc string, into []element, broken Flaw) ([]element, error) {
	start := len(into)
	var open []int
	closed := false
	decoder := xml.NewDecoder(strings.NewReader(doc))
	for tokens := 0; ; tokens++ {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, broken
		}
		if tokens > maxTokens {
			return nil, FlawDepth
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, FlawDTD
		case xml.StartElement:
			if closed {
				return nil, broken
			}
			if len(open) == maxDepth || len(into)-start == maxElements {
				return nil, FlawDepth
			}
			if len(open) > 0 {
				into[open[len(open)-1]].text = ""
			}
			open = append(open, len(into))
			into = append(into, element{name: t.Name.Local, depth: len(open)})
		case xml.EndElement:
			if len(open) == 0 || into[open[len(open)-1]].name != t.Name.Local {
				return nil, broken
			}
			open = open[:len(open)-1]
			closed = len(open) == 0
		case xml.CharData:
			if len(open) == 0 {
				if strings.TrimSpace(string(t)) != "" {
					return nil, broken
				}
				continue
			}
			if at := open[len(open)-1]; at == len(into)-1 {
				into[at].text += string(t)
			}
		}
	}
	if !closed {
		return nil, broken
	}
	return into, nil
}
