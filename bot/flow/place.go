package flow

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A Finder looks up the known places a member may mean: by Name when text was
// written, by Lat, Lon and Label when a location was sent. None means that what
// was said stands as it is; one is taken; of several the member chooses.
type Finder func(ctx context.Context, c Case, said Location) ([]Location, error)

// maxCandidates keeps the choice on one card.
const maxCandidates = 8

// Place asks where: a location message, or text looked up by the finder. A nil
// finder takes everything as it is said. Require a known place with Check.
func Place(key, prompt string, to *Location, find Finder) Question {
	return Question{key: key, prompt: prompt, kind: placeKind{to: to, find: find}}
}

// Suggest lets a question of [Place] offer known places before anything was
// said: at most five, so that they fit on one card. Another one can be named as
// ever.
func (q Question) Suggest(known ...Location) Question {
	if k, ok := q.kind.(placeKind); ok {
		k.suggested = known[:min(len(known), maxSuggested)]
		q.kind = k
	}
	return q
}

const maxSuggested = 5

type placeKind struct {
	to        *Location
	find      Finder
	suggested []Location
}

// An offer is what the member chooses from, kept between turns.
type offer struct {
	Said  Location   `json:"said"`
	Among []Location `json:"among"`
}

// asSaid is the option that none of the candidates is meant.
const asSaid = "as-said"

func (k placeKind) take(ctx context.Context, c Case, in input) (outcome, error) {
	offered := readOffer(in.sub)
	if offered != nil {
		id, ok := "", false
		switch {
		case len(in.picked) > 0:
			id, ok = in.picked[0], true
		case in.text != "":
			id, ok = choose(offered.options(), in.text)
		}
		if ok {
			return k.chosen(*offered, id), nil
		}
		if len(in.picked) > 0 {
			return outcome{reason: "请从下面选一个", sub: in.sub}, nil
		}
	}
	if i := k.suggestion(in); i >= 0 && offered == nil {
		*k.to = k.suggested[i]
		return outcome{verdict: complete}, nil
	}
	switch {
	case in.place != nil:
		said := *in.place
		if said.Name == "" {
			said.Name = firstOf(said.Label, "位置已标记")
		}
		return k.lookUp(ctx, c, said)
	case in.text != "":
		if n := length(in.text); n > 100 {
			return outcome{reason: "地点请写短一些，100 个字以内", sub: in.sub}, nil
		}
		if length(squeeze(in.text)) < 2 || !hasLetters(in.text) {
			return outcome{reason: "请写清楚一点，如“幸福小区 3 号楼”", sub: in.sub}, nil
		}
		return k.lookUp(ctx, c, Location{Name: oneLine(in.text)})
	}
	return outcome{reason: "这一步请发位置，或用文字写地点", sub: in.sub}, nil
}

// suggestions are the options of what is suggested.
func (k placeKind) suggestions() []Option {
	options := offer{Among: k.suggested}.options()
	return options[:len(k.suggested)]
}

// suggestion is which of the suggested places is meant, -1 if none.
func (k placeKind) suggestion(in input) int {
	id, ok := "", false
	switch {
	case len(in.picked) > 0:
		id, ok = in.picked[0], true
	case in.text != "":
		id, ok = choose(k.suggestions(), in.text)
	}
	if !ok {
		return -1
	}
	return slices.IndexFunc(k.suggestions(), func(o Option) bool { return o.ID == id })
}

func (k placeKind) lookUp(ctx context.Context, c Case, said Location) (outcome, error) {
	var among []Location
	if k.find != nil {
		var err error
		if among, err = k.find(ctx, c, said); err != nil {
			return outcome{}, fmt.Errorf("look up place: %w", err)
		}
	}
	switch len(among) {
	case 0:
		*k.to = said
		return outcome{verdict: complete}, nil
	case 1:
		*k.to = merge(among[0], said)
		return outcome{verdict: complete, note: "地点：" + k.show()}, nil
	}
	raw, err := json.Marshal(offer{said, among[:min(len(among), maxCandidates)]})
	if err != nil {
		return outcome{}, fmt.Errorf("keep candidates: %w", err)
	}
	return outcome{verdict: more, sub: raw}, nil
}

func (k placeKind) chosen(o offer, id string) outcome {
	if id == asSaid {
		*k.to = o.Said
		return outcome{verdict: complete}
	}
	i := slices.IndexFunc(o.options(), func(x Option) bool { return x.ID == id })
	if i < 0 {
		raw, _ := json.Marshal(o)
		return outcome{reason: "请从下面选一个", sub: raw}
	}
	*k.to = merge(o.Among[i], o.Said)
	return outcome{verdict: complete}
}

// merge completes a known place with the coordinates that were sent.
func merge(known, said Location) Location {
	if known.Lat == 0 && known.Lon == 0 {
		known.Lat, known.Lon = said.Lat, said.Lon
	}
	known.Label = firstOf(known.Label, said.Label)
	return known
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func readOffer(sub json.RawMessage) *offer {
	var o offer
	if len(sub) == 0 || json.Unmarshal(sub, &o) != nil || len(o.Among) == 0 {
		return nil
	}
	return &o
}

func (o offer) options() []Option {
	options := make([]Option, 0, len(o.Among)+1)
	for i, l := range o.Among {
		id := l.Code
		if id == "" || slices.ContainsFunc(options, func(x Option) bool { return x.ID == id }) {
			id = fmt.Sprintf("%d:%s", i, clip(l.Name, 20))
		}
		options = append(options, Option{ID: id, Label: firstOf(l.Name, l.Label)})
	}
	return append(options, Option{ID: asSaid, Label: "都不是", Also: []string{"不是", "没有", "0", "都不对", o.Said.Name}})
}

func (k placeKind) clear()      { *k.to = Location{} }
func (k placeKind) blank() bool { return *k.to == Location{} }
func (k placeKind) free() bool  { return true }
func (k placeKind) lacks() string {
	if k.blank() {
		return "还没填"
	}
	return ""
}
func (k placeKind) show() string {
	shown := firstOf(k.to.Name, k.to.Label)
	if k.to.Label != "" && !strings.Contains(shown, k.to.Label) && k.to.Code == "" {
		shown += "（" + k.to.Label + "）"
	}
	return oneLine(shown)
}
func (k placeKind) view(sub json.RawMessage, _ bool) view {
	o := readOffer(sub)
	if o == nil && len(k.suggested) > 0 {
		return view{options: k.suggestions(), numbered: true, how: "也可以写名字，或发位置"}
	}
	if o == nil {
		return view{}
	}
	return view{prompt: "“" + clip(o.Said.Name, 12) + "”是下面哪一个？", options: o.options(), numbered: true, sub: "o"}
}
func (k placeKind) exact(text string, sub json.RawMessage) bool {
	if o := readOffer(sub); o != nil {
		return named(o.options(), text)
	}
	return named(k.suggestions(), text)
}
