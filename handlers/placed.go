package handlers

import "strings"

// placed names the grid of a matter wherever a notice does not do so itself
// (ORG-9): above a text, as cards do in their first line, and in the line that
// is shown among others. Everyone who hears of a matter may know where it is:
// that belongs to [safety.FieldHazard], and its reporter said it himself.
func (w words) placed(s saying) saying {
	where := w.where()
	if where == "" {
		return s
	}
	if s.body.Text != "" && !strings.Contains(s.body.Text, where) {
		s.body.Text = "【" + where + "】\n" + s.body.Text
	}
	uniform := s.body.Card != nil && s.body.Card.Source != where // the same to many grids
	if s.line != "" && !uniform && !strings.Contains(s.line, leaf(where)) {
		s.line = where + " " + s.line
	}
	return s
}

// leaf is the lowest of the grids of a place, or the object that stands there.
func leaf(where string) string {
	parts := strings.Split(where, "·")
	return parts[len(parts)-1]
}
