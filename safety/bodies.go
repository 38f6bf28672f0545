package safety

import (
	"fmt"
	"slices"
	"strings"
)

// A BodyName is how a kind of body is called: as the founding document does, as
// it is called today, and as members read it (domain.md 2.3).
type BodyName struct {
	Kind    BodyKind `yaml:"kind"`
	Legacy  string   `yaml:"legacy"`
	Current string   `yaml:"current"`
	Display string   `yaml:"display"`
	Also    []string `yaml:"also"`
}

// all are all names of a body.
func (b BodyName) all() []string { return append([]string{b.Display, b.Current, b.Legacy}, b.Also...) }

// BodyNames are the names of all kinds of bodies.
type BodyNames struct {
	Bodies []BodyName `yaml:"bodies"`
	Why    string     `yaml:"why"`
}

// Body is how a kind of body is called; the zero value for one without names.
func (n BodyNames) Body(kind BodyKind) BodyName {
	for _, b := range n.Bodies {
		if b.Kind == kind {
			return b
		}
	}
	return BodyName{}
}

// Display is what members read for a kind of body.
func (n BodyNames) Display(kind BodyKind) string {
	if b := n.Body(kind); b.Display != "" {
		return b.Display
	}
	return kind.String()
}

// BodiesNamed are the bodies of a roster that somebody means by a name: the name
// of one, or any name of its kind, old or new. Kind is the kind that was named
// when the roster holds no such body.
func (n BodyNames) BodiesNamed(r *Roster, name string) (found []Body, kind BodyKind) {
	said := Plain(name)
	for _, b := range n.Bodies {
		if slices.ContainsFunc(b.all(), func(other string) bool { return Plain(other) == said }) {
			kind = b.Kind
		}
	}
	for _, b := range r.Bodies {
		if own := Plain(b.Name); said != "" && (b.Kind == kind && kind != "" || own == said) {
			found = append(found, b)
		}
	}
	return found, kind
}

func (w *walk) bodies(n BodyNames) {
	w.given("bodies", "why", n.Why)
	for _, f := range BodyKinds {
		if n.Body(f.Kind).Kind == "" {
			w.say("bodies/bodies", "body %s has no names", string(f.Kind))
		}
	}
	meant := map[string]string{}
	for i, b := range n.Bodies {
		at := fmt.Sprintf("bodies/bodies/%d", i)
		if b.Kind.String() == string(b.Kind) {
			w.say(at+"/kind", "unknown kind of body %q", string(b.Kind))
		}
		w.given(at, "legacy", b.Legacy)
		w.given(at, "current", b.Current)
		w.given(at, "display", b.Display)
		for _, name := range unique(b.all()) {
			if other := meant[name]; other != "" && strings.TrimSpace(name) != "" {
				w.say(at, "%s means %s already", name, other)
			}
			meant[name] = string(b.Kind)
		}
	}
}
