package handlers

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"gridwarden/safety"
)

var lastFigures = regexp.MustCompile(`^[0-9]{1,4}$`)

// numbered is the whole number of a hazard of which a member may have said the
// last figures only: 142 for YH-2026-03-0142 of this year or the last. Several
// that he may see are told, with what they are about.
func (v *visit) numbered(ctx context.Context, said string) (string, error) {
	said = strings.ToUpper(strings.TrimSpace(said))
	if !lastFigures.MatchString(said) {
		return said, nil
	}
	n, _ := strconv.Atoi(said) // four figures at most
	found, err := v.Ending(ctx, v.roster, v.who, n)
	if err != nil {
		return "", err
	}
	switch len(found) {
	case 0:
		return said, nil
	case 1:
		return found[0].No, nil
	}
	lines := make([]string, len(found))
	for i, h := range found {
		lines[i] = h.No + " " + place(h) + "，" + what(h)
	}
	return "", safety.Refuse("有 %d 条的编号末尾是 %s，请发完整的编号：\n%s", len(found), said, strings.Join(lines, "\n"))
}
