//go:build unix

package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gridwarden/bot/wecomsim"
)

// A caller is a member who talks to the site. After the first disappointment all
// the rest is left out; err says what it was.
type caller struct {
	s    *site
	id   string
	from int // what has been listened to already
	err  error
}

func (s *site) caller(id string) *caller { return &caller{s: s, id: id} }

func (c *caller) phone() *wecomsim.Phone { return c.s.sim.Phone(c.id) }

func (c *caller) says(text string) *caller {
	if c.err == nil {
		c.phone().Say(text)
	}
	return c
}

func (c *caller) sends(sample string) *caller {
	if c.err == nil {
		c.phone().SendPhoto(wecomsim.SampleNamed(sample).JPEG())
	}
	return c
}

// hears waits for a message that holds all the words and goes on behind it.
func (c *caller) hears(words ...string) (text string) {
	return c.waits(fmt.Sprintf("%q", words), func(said string) bool { return holds(said, words) })
}

// hearsOneOf waits for a message that holds one of the words.
func (c *caller) hearsOneOf(words ...string) (text string) {
	return c.waits(fmt.Sprintf("one of %q", words), func(said string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(said, w) })
	})
}

func (c *caller) waits(what string, wanted func(said string) bool) (text string) {
	if c.err != nil {
		return ""
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err := c.s.sim.Wait(ctx, func() bool {
		shown := c.phone().Shown()
		for i := c.from; i < len(shown); i++ {
			if said := textOf(shown[i]); shown[i].From == wecomsim.FromBot && wanted(said) {
				c.from, text = i+1, said
				return true
			}
		}
		return false
	})
	if err != nil {
		c.err = fmt.Errorf("%s did not hear %s; the phone shows\n%s", c.id, what, transcript(c.phone().Shown()))
	}
	return text
}

var timeOfDay = regexp.MustCompile(`\d{1,2}:\d{2}`)

// heard is what the bot said to a member, message by message; times of the day
// are left out, because stories take different times.
func (s *site) heard(id string) (said []string) {
	for _, m := range s.sim.Phone(id).Shown() {
		if m.From == wecomsim.FromBot {
			said = append(said, timeOfDay.ReplaceAllString(textOf(m), "hh:mm"))
		}
	}
	return said
}

// allHeard is what the bot said to everybody who heard anything.
func (s *site) allHeard() map[string][]string {
	all := map[string][]string{}
	for _, p := range s.sim.People() {
		if said := s.heard(p.UserID); len(said) > 0 {
			all[p.UserID] = said
		}
	}
	return all
}

// counted says how often each text was heard.
func counted(said []string) map[string]int {
	n := map[string]int{}
	for _, text := range said {
		n[text]++
	}
	return n
}
