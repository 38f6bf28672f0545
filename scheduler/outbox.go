package scheduler

import (
	"context"
	"time"

	"gridwarden/bot"
)

// An Outbox keeps what is to be said and what became of it. Every method is one
// transaction. Several deliverers, in one process or in many, may share it.
type Outbox interface {
	Queue
	Calls
	Tallies
}

// A Queue hands out deliveries.
type Queue interface {
	// ClaimDeliveries gives deliveries of Classes that are waiting or held with
	// Next <= Now, earliest Next first, at most Limit of them, and with them
	// whatever else of the classes With is due to the same members, so that it
	// can be bundled. Answers to one member come in the order they were posted,
	// and an answer is not given out while an earlier answer to that member is
	// neither ended nor part of the same claim.
	ClaimDeliveries(ctx context.Context, c bot.Claim) ([]bot.Delivery, error)
	// Posts loads posts by the Post of their deliveries; To is left empty.
	Posts(ctx context.Context, ids []int64) (map[int64]bot.Post, error)
	// Gather lets a member's held deliveries with this Why wait no longer than
	// until at, and gives the earliest moment any of them waits for, or at. What
	// is claimed is left alone.
	Gather(ctx context.Context, member, why string, at time.Time) (time.Time, error)
	// SettleDeliveries puts claimed deliveries back or ends them, and gives up
	// the claim. An outcome with a stale fence changes nothing.
	SettleDeliveries(ctx context.Context, outcomes []bot.Outcome) error
	// NextDue is the earliest Next of any delivery or open call of these classes
	// that has not ended; what is claimed counts as due when its lease passes.
	NextDue(ctx context.Context, classes []bot.Class) (time.Time, bool, error)
}

// Calls keeps the frozen bytes of calls.
type Calls interface {
	// SaveCalls keeps calls, claimed by the worker until now+lease, and moves
	// their deliveries to calling; Fence is kept as given. If one delivery's
	// fence is stale, nothing is kept and the error is bot.ErrFenced.
	SaveCalls(ctx context.Context, worker string, now time.Time, lease time.Duration, calls []bot.StoredCall) error
	// ClaimCalls gives open calls with Next <= Now that nobody holds, oldest
	// first, with their deliveries. Classes is compared with the call's class.
	ClaimCalls(ctx context.Context, c bot.Claim) ([]bot.StoredCall, error)
	// EndCall records what came of an attempt and settles the call's deliveries
	// with it; a stale fence is bot.ErrFenced and changes nothing.
	EndCall(ctx context.Context, end bot.CallEnd) error
}

// Tallies count what members were sent.
type Tallies interface {
	// Charge adds to the counts and returns them with the addition, so that two
	// deliverers that charge at once see different counts.
	Charge(ctx context.Context, now time.Time, charges []bot.Charge) (bot.Tally, error)
	// Refund takes back a charge made at the given moment.
	Refund(ctx context.Context, at time.Time, charges []bot.Charge) error
	// Told says which of the deliveries' words (Sum) their member was sent
	// already, by another delivery that ended as sent or bundled at since or later.
	Told(ctx context.Context, ds []bot.Delivery, since time.Time) (map[int64]bool, error)
}
