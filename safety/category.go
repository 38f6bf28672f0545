package safety

import "strings"

// Suggest guesses a category from a member's words: the one with the most words
// found, the earlier one on a tie, the last of the list when none is found.
func (p *Policy) Suggest(text string) Category {
	if len(p.Categories) == 0 {
		return ""
	}
	best, most := p.Categories[len(p.Categories)-1].ID, 0
	for _, c := range p.Categories {
		n := 0
		for _, w := range c.Words {
			if strings.Contains(text, w) {
				n++
			}
		}
		if n > most {
			best, most = c.ID, n
		}
	}
	return best
}

// CategoryName is how a category is shown.
func (p *Policy) CategoryName(id Category) string {
	for _, c := range p.Categories {
		if c.ID == id {
			return c.Name
		}
	}
	return string(id)
}
