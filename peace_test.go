package main

import (
	"time"

	"gridwarden/bot"
	"gridwarden/bot/wecomsim"
	"gridwarden/safety"
)

// phonesInPeace compares what the phones showed with the outbox: each message once,
// in peace at night, and not too many (T-11, T-13, promises.md R8 to R10).
func (w *world) phonesInPeace() {
	w.t.Helper()
	const api = "message/send"
	frozen, class := map[string]bot.Class{}, map[string]bot.Class{} // by request, by message
	for _, row := range w.rows("SELECT body, class FROM calls WHERE api = ? AND state = 'done'", api) {
		frozen[row[0]] = bot.Class(row[1])
	}
	ledger := w.sim.Ledger()
	for _, e := range ledger {
		if of, is := frozen[e.Body]; is && e.API == api {
			class[e.MsgID] = of
		}
	}
	rules, limits := w.program.policy.Delivery.Classes, w.program.policy.Delivery
	seen, day := map[string]int{}, map[string]int{}
	for _, e := range ledger {
		switch e.Kind {
		case wecomsim.EntryDropped:
			w.t.Errorf("the platform dropped a message to %s: %s", e.Person, e.Detail)
		case wecomsim.EntryShown:
			of, known := class[e.MsgID]
			if !known {
				w.t.Errorf("%s was shown message %s, which is not in the outbox", e.Person, e.MsgID)
			}
			at := e.At.In(safety.Shanghai)
			if clock := at.Format("15:04"); rules[safety.Class(of)].Quiet && (clock >= limits.QuietFrom || clock < limits.QuietTo) {
				w.t.Errorf("%s was sent %s at %s", e.Person, of, at.Format(time.DateTime))
			}
			if seen[e.Person+e.MsgID]++; seen[e.Person+e.MsgID] > 1 {
				w.t.Errorf("%s was shown message %s twice", e.Person, e.MsgID)
			}
			if rules[safety.Class(of)].Capped {
				day[e.Person+at.Format(" 2006-01-02")]++
			}
		}
	}
	if len(seen) == 0 {
		w.t.Error("no phone showed anything")
	}
	// Beyond the cap there is one digest of what was over it.
	for who, n := range day {
		if n > limits.Cap+1 {
			w.t.Errorf("%s: %d messages that count, the cap is %d", who, n, limits.Cap)
		}
	}
}
