package wecomsim

import "context"

type pageWords struct {
	Chinese string `json:"zh"`
	English string `json:"en"`
}

type pageSaying struct {
	Who  string `json:"who"`
	Text string `json:"text"`
}

type pageStop struct {
	ID    string       `json:"id"`
	Title pageWords    `json:"title"`
	Text  pageWords    `json:"text"`
	Who   []string     `json:"who"`
	Says  []pageSaying `json:"says"`
	Until int64        `json:"until,omitempty"` // Unix milliseconds
	Done  bool         `json:"done"`
}

// tour is nil when nobody leads one, or when it cannot be told now.
func (p *page) tour(ctx context.Context) []pageStop {
	lead := p.sim.hooks().Tour
	if lead == nil {
		return nil
	}
	stops, err := lead(ctx)
	if err != nil {
		return nil // asked again at the next look
	}
	told := make([]pageStop, len(stops))
	for i, s := range stops {
		told[i] = pageStop{ID: s.ID, Title: pageWords(s.Title), Text: pageWords(s.Text), Who: append([]string{}, s.Who...), Says: []pageSaying{}, Done: s.Done}
		for _, say := range s.Says {
			told[i].Says = append(told[i].Says, pageSaying(say))
		}
		if !s.Until.IsZero() {
			told[i].Until = s.Until.UnixMilli()
		}
	}
	return told
}
