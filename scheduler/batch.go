package scheduler

import (
	"cmp"
	"context"
	"time"

	"gridwarden/bot"
	"gridwarden/safety"
)

// An item is a claimed delivery on its way through the stages. A stage decides
// by setting its verdict; what has one is left alone by later stages.
type item struct {
	bot.Delivery
	rule    safety.ClassRule
	post    bot.Post
	verdict Verdict
	reason  string    // instead of the verdict's words
	next    time.Time // when it waits
	said    bool      // an answer in words the member was told within the platform's window
}

// decide settles an item for now; next is zero for verdicts that end.
func (it *item) decide(v Verdict, next time.Time) { it.verdict, it.next = v, next }

// A unit is what becomes one message to one member: a delivery, or a bundle.
type unit struct {
	to     string
	items  []*item
	text   string // of a bundle
	first  int    // the most urgent of its items
	due    time.Time
	capped bool // counts against the cap
	digest bool // holds what was over the cap before
}

// row is the member as the outbox knows him.
func (u *unit) row() string { return cmp.Or(u.items[0].Alias, u.to) }

func (u *unit) decide(v Verdict, next time.Time) {
	for _, it := range u.items {
		it.decide(v, next)
	}
}

// A batch is what the stages work on. All of it is looked at as of now.
type batch struct {
	now   time.Time
	items []*item
	units []*unit // made by the bundle stage from what is still undecided
}

// undecided are the items no stage has decided yet.
func (b *batch) undecided() []*item {
	var open []*item
	for _, it := range b.items {
		if it.verdict == "" {
			open = append(open, it)
		}
	}
	return open
}

// spoken are the items that go into calls.
func (b *batch) spoken() []*item {
	var some []*item
	for _, it := range b.items {
		if it.verdict == Send || it.verdict == Bundle {
			some = append(some, it)
		}
	}
	return some
}

func deliveries(items []*item) []bot.Delivery {
	ds := make([]bot.Delivery, len(items))
	for i, it := range items {
		ds[i] = it.Delivery
	}
	return ds
}

// A stage decides what it can of a batch. A list of stages is a stage.
type stage func(ctx context.Context, b *batch) error

func inOrder(stages ...stage) stage {
	return func(ctx context.Context, b *batch) error {
		for _, s := range stages {
			if err := s(ctx, b); err != nil {
				return err
			}
		}
		return nil
	}
}
