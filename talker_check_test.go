package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/wecomsim"
	"gridwarden/safety"
	"gridwarden/store"
)

// fail ends the talk with what led to it.
func (c *crowd) fail(format string, args ...any) {
	c.w.t.Helper()
	c.w.t.Errorf(format, args...)
	c.w.t.Logf("the last turns:\n%s", strings.Join(c.trace[max(0, len(c.trace)-40):], "\n"))
	c.w.t.FailNow()
}

// look reads what has come to the phones, as their owners would.
func (c *crowd) look() {
	for _, person := range c.w.sim.People() {
		shown := c.w.sim.Phone(person.UserID).Shown()
		for _, s := range shown[c.heard[person.UserID]:] {
			if s.From != wecomsim.FromBot {
				continue
			}
			for _, no := range hazardNo.FindAllString(s.Text, -1) {
				if !slices.Contains(c.numbers, no) {
					c.numbers = append(c.numbers, no)
				}
			}
			c.listen(person.UserID, s.Text)
		}
		c.heard[person.UserID] = len(shown)
	}
	for _, line := range c.w.journal.failures() {
		if strings.HasPrefix(line, "ERROR self-audit") {
			accounted(c.w.t, c.w, talkBegins(c.w.t)) // tells the history of each gap
		}
		if !expected(line) {
			c.fail("logged: %s", line)
		}
	}
}

func talkBegins(t *testing.T) time.Time { return moment(t, "2026-09-14 08:00") }

func (c *crowd) listen(who, text string) {
	if strings.Contains(text, "系统忙") {
		c.fail("%s was told %q", who, text)
	}
	for _, begin := range []string{"收到了，谢谢您！编号 ", "已登记，编号 ", "已登记并当场销号，编号 "} {
		if _, rest, is := strings.Cut(text, begin); is {
			if c.reported[who] == nil {
				c.reported[who] = map[string]bool{}
			}
			c.reported[who][hazardNo.FindString(rest)] = true
		}
	}
}

// expected are the failures that the talk itself brings about, all of them
// warnings: a platform that answers nonsense.
func expected(line string) bool {
	return strings.HasPrefix(line, "WARN ") && !strings.HasPrefix(line, "WARN message failed")
}

// end brings all to rest: everybody leaves what he is in, and days pass.
func (c *crowd) end() {
	c.w.sim.Faults().Clear()
	for _, who := range slices.Compact(slices.Clone(cast)) {
		c.leave(who)
	}
	c.w.pass(80 * time.Hour)
	c.look()
}

// leave says 取消 until nothing is under way, then asks for the menu.
func (c *crowd) leave(who string) {
	p := c.w.sim.Phone(who)
	const most = 12
	for i := 0; ; i++ {
		c.w.pass(7 * time.Second)
		from := len(p.Shown())
		p.Say("取消")
		c.w.settle()
		if said := transcript(p.Shown()[from:]); strings.Contains(said, "现在没有进行中的事") {
			break
		} else if i == most {
			c.fail("%s says 取消 and does not get out: %s", who, said)
		}
	}
	from := len(p.Shown())
	p.Say("菜单")
	c.w.settle()
	if said := transcript(p.Shown()[from:]); !strings.Contains(said, "您想做什么") {
		c.fail("%s asks for the menu and hears %s", who, said)
	}
}

func (c *crowd) check() {
	c.checkInbox()
	c.checkPictures()
	c.checkHazards()
	c.checkOutbox()
	c.w.phonesInPeace()
	accounted(c.w.t, c.w, talkBegins(c.w.t))
}

func (c *crowd) checkInbox() {
	waits, err := c.w.program.db.Waiting(c.w.ctx)
	if err != nil {
		c.w.t.Fatal(err)
	}
	if !waits.Inbox.IsZero() || waits.Aside != 0 || !waits.Photo.IsZero() {
		c.fail("something still waits: %+v", waits)
	}
}

// checkPictures expects that every picture that was sent is kept, or was refused
// in words (promises.md R13).
func (c *crowd) checkPictures() {
	refused := 0
	c.w.read(func(tx *store.Tx) error {
		for _, id := range c.pictures {
			p, err := tx.Photo(c.w.ctx, id)
			switch {
			case err != nil:
				return fmt.Errorf("picture %s: %w", id, err)
			case p.Refused != "":
				refused++
			case p.SHA256 == "":
				c.w.t.Errorf("picture %s of %s is neither kept nor refused", id, p.By)
			}
		}
		return nil
	})
	told := c.count("SELECT COUNT(*) FROM posts WHERE pkey LIKE 'photo_refused:%'")
	if refused != c.spoilt || told != c.spoilt {
		c.fail("%d pictures were none, %d were refused, %d refusals were told", c.spoilt, refused, told)
	}
}

// checkHazards expects that what members were told of their reports is what is
// on file, and that the history explains it.
func (c *crowd) checkHazards() {
	t, closed, reviewed := c.w.t, 0, 0
	c.w.read(func(tx *store.Tx) error {
		hs, err := tx.Hazards(c.w.ctx, safety.HazardQuery{Limit: 100_000})
		if err != nil {
			return err
		}
		for _, h := range hs {
			reporter := c.reporterOf(h)
			if h.Subject == "" && h.RecurrenceOf == "" && !c.reported[reporter][h.No] {
				t.Errorf("%s is on file, %s was never told so", h.No, h.Reporter)
			}
			delete(c.reported[reporter], h.No)
			events, err := tx.History(c.w.ctx, h.About())
			if err != nil {
				return err
			}
			checkHistory(t, h, events)
			if h.State != safety.Closed {
				continue
			}
			closed++
			onSpot := slices.ContainsFunc(events, func(e safety.Event) bool { return e.Action == safety.FixOnSpot })
			if !onSpot {
				reviewed++
			}
			if len(h.Photos(safety.After)) == 0 || !onSpot && (len(h.Reviewers) == 0 || slices.Contains(h.Reviewers, h.FixedBy) || slices.Contains(h.Reviewers, h.ClaimedBy)) {
				t.Errorf("%s is closed: evidence %v, reviewed by %v, fixed by %q, claimed by %q", h.No, h.Evidence, h.Reviewers, h.FixedBy, h.ClaimedBy)
			}
		}
		t.Logf("%d turns until %s, %d hazards, %d closed, %d of them after a review", c.turns, c.w.clock.Now().Format(time.DateOnly), len(hs), closed, reviewed)
		return nil
	})
	for who, nos := range c.reported {
		for no := range nos {
			t.Errorf("%s was given the number %s, and it is not on file", who, no)
		}
	}
	if c.turns >= 2000 && reviewed == 0 {
		t.Error("no hazard was reviewed and closed: the members do not get through any more")
	}
}

// reporterOf is who reported a hazard; of an anonymous one only the phones know.
func (c *crowd) reporterOf(h *safety.Hazard) string {
	if !h.Anonymous() {
		return h.Reporter
	}
	for who, nos := range c.reported {
		if nos[h.No] {
			return who
		}
	}
	return ""
}

// checkHistory folds a hazard's events to its state, each by a rule.
func checkHistory(t interface{ Errorf(string, ...any) }, h *safety.Hazard, events []safety.Event) {
	at := safety.State("")
	for _, e := range events {
		if safety.State(e.From) != at {
			t.Errorf("%s: event %d (%s) is from %q, it was %q", h.No, e.Seq, e.Action, e.From, at)
		}
		if at = safety.State(e.To); e.From == e.To {
			continue
		}
		if !slices.ContainsFunc(safety.Lifecycle, func(r safety.Rule) bool {
			return r.From == safety.State(e.From) && r.Do == e.Action && (r.To == at || r.To == safety.AsBefore)
		}) {
			t.Errorf("%s: no rule lets %s lead from %q to %q", h.No, e.Action, e.From, e.To)
		}
	}
	if at != h.State {
		t.Errorf("%s is %s, its history ends with %s", h.No, h.State, at)
	}
}

// checkOutbox expects that every delivery is accounted for (promises.md R9).
func (c *crowd) checkOutbox() {
	counts, err := c.w.program.db.CountDeliveries(c.w.ctx)
	if err != nil {
		c.w.t.Fatal(err)
	}
	sum := 0
	for _, n := range counts {
		sum += n
	}
	if created := c.count("SELECT COUNT(*) FROM deliveries"); sum != created || counts[bot.Calling] > 0 || counts[bot.Failed] > 0 {
		c.fail("%d deliveries were created; by state: %v", created, counts)
	}
	now := c.w.clock.Now().UnixMilli()
	if late := c.count("SELECT COUNT(*) FROM deliveries WHERE look_at <= ?", now); late > 0 {
		c.fail("%d deliveries are due and were not made", late)
	}
	silent := c.w.rows("SELECT id, state FROM deliveries WHERE state IN ('skipped', 'failed') AND reason = ''")
	if len(silent) > 0 {
		c.fail("deliveries ended without a reason: %v", silent)
	}
}

// count is the one number a query gives.
func (c *crowd) count(query string, args ...any) int {
	c.w.t.Helper()
	n, err := strconv.Atoi(c.w.rows(query, args...)[0][0])
	if err != nil {
		c.w.t.Fatal(err)
	}
	return n
}
