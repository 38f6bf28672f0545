package store

import "database/sql"

// statements are those that run on every tick or for every message, written for
// one database. Lists come in as JSON, so that a statement has one text however
// many rows it concerns and never meets a limit on parameters. The names of
// parameters stand in their order beside each field.
type statements struct {
	readIsolation sql.IsolationLevel

	laneCandidates string // now, limit → member
	laneNext       string // member → body, key
	messageDone    string // ended, key, member, worker, fence
	messageSet     string // tries, state, reason, still waiting (0 or 1), ended, key, member, worker, fence
	wakesDue       string // now, limit → member, wake
	inboxAdd       string // rows
	inboxKept      string // keys → key, token

	stepsDue string // now, limit

	deliveriesAdd   string // class, state, due, next, look, answer (0 or 1), post, members
	deliveriesDue   string // class, now, limit
	deliveriesWith  string // members, classes, now
	heldFirst       string // member, why
	heldGather      string // next, look, member, why, next
	answersOpen     string // members → id, member, seq
	deliveriesClaim string // ids, worker, look
	deliveriesCall  string // rows of id, fence, call
	deliveriesSet   string // rows of outcomes
	deliveriesRest  string // state, why, reason, ended, call, ids that are excepted
	deliveriesOf    string // ids
	postsMeta       string // ids
	toldAlready     string // since, rows of id, member, sum → id
	nextDue         string // classes, classes → moment

	callsDue   string // classes, now, limit
	callsClaim string // ids, worker, look

	charge  string // rows of member, minute, n, capped
	tallies string // minute-1, minute-60, day, day, members, first minute, minute

	photosDue   string // now, limit
	photosClaim string // ids, worker, look
}
