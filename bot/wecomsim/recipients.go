package wecomsim

import (
	"slices"
	"strconv"
	"strings"
)

// Limits of recipients (wecom-api.md 4.1).
const (
	maxUsers   = 1000
	maxParties = 100
	maxTags    = 100
	everybody  = "@all"
)

// recipients are whom a message reaches and whom it does not.
type recipients struct {
	people     []*person // visible and licensed, each once
	unlicensed []*person
	badUsers   []string // lower case
	badParties []string
	badTags    []string
}

// recipientsOf resolves touser, toparty and totag. Sim.mu is held.
func (s *Sim) recipientsOf(touser, toparty, totag string) (recipients, *refusal) {
	users, parties, tags := splitList(touser), splitList(toparty), splitList(totag)
	var r recipients
	switch {
	case len(users)+len(parties)+len(tags) == 0:
		return r, refuse(82001)
	case len(users) > maxUsers:
		return r, refuse(40032)
	case len(parties) > maxParties:
		return r, refuse(82002)
	case len(tags) > maxTags:
		return r, refuse(82003)
	}
	seen := map[*person]bool{}
	if slices.Contains(users, everybody) {
		for _, p := range s.order {
			r.take(p, seen)
		}
		return r, nil
	}
	for _, id := range users {
		if p := s.people[foldID(id)]; p == nil || !r.take(p, seen) {
			r.badUsers = appendOnce(r.badUsers, foldID(id))
		}
	}
	for _, text := range parties {
		id, err := strconv.Atoi(text)
		if _, known := s.depts[id]; err != nil || !known {
			r.badParties = appendOnce(r.badParties, text)
			continue
		}
		for _, p := range s.order {
			if s.inDepartment(p, id, true) {
				r.take(p, seen)
			}
		}
	}
	r.badTags = tags // the corp has no tags
	return r, nil
}

// take is false if the member is outside the app's visible range.
func (r *recipients) take(p *person, seen map[*person]bool) bool {
	if p.NotVisible {
		return false
	}
	if seen[p] {
		return true
	}
	seen[p] = true
	if p.Unlicensed {
		r.unlicensed = append(r.unlicensed, p)
	} else {
		r.people = append(r.people, p)
	}
	return true
}

// nobody tells that all recipients are invalid: 81013.
func (r *recipients) nobody() bool { return len(r.people)+len(r.unlicensed) == 0 }

func splitList(joined string) []string {
	return slices.DeleteFunc(strings.Split(joined, "|"), func(id string) bool { return id == "" })
}

func appendOnce(list []string, item string) []string {
	if slices.Contains(list, item) {
		return list
	}
	return append(list, item)
}
