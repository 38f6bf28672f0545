package main

import (
	"context"
	"fmt"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/crash"
	"gridwarden/bot/wecom"
	"gridwarden/store"
)

// accept keeps a genuine message on disk before WeCom is answered.
func (p *program) accept(ctx context.Context, m bot.Message, _ *wecom.Received) error {
	crash.At(crash.IntakeVerified)
	fresh, err := p.db.Keep(ctx, m)
	if err != nil {
		return err
	}
	crash.At(crash.IntakeKept)
	if fresh {
		p.nudge(wakeInbox)
	}
	return nil
}

// prefetch notes a picture that a message brings and tries to fetch it at once,
// so that the answer can speak of it. If that fails, the photo fetcher goes on.
func (p *program) prefetch(ctx context.Context, m bot.Message) error {
	if !brings(m) {
		return nil
	}
	if err := p.notePhoto(ctx, m); err != nil {
		return err
	}
	return p.photos.Drain(ctx, p.now())
}

// brings says that a message has something to be fetched: a picture, or a voice
// note or video that may be evidence.
func brings(m bot.Message) bool {
	return m.MediaID != "" && (m.Kind == bot.Image || m.Kind == bot.Voice || m.Kind == bot.Video)
}

// notePhoto keeps that a picture is to be fetched; again changes nothing.
func (p *program) notePhoto(ctx context.Context, m bot.Message) error {
	return p.db.Tx(ctx, func(tx *store.Tx) error { return tx.AddPhoto(ctx, m.MediaID, m.Member, m.At) })
}

// answer handles one message in one transaction, then lets the deliverer know.
func (p *program) answer(ctx context.Context, lane bot.Lane, m bot.Message) error {
	if brings(m) { // Before is skipped after a restart in the middle
		if err := p.notePhoto(ctx, m); err != nil {
			return err
		}
	}
	err := p.db.Turn(ctx, lane, m.Key, func(tx *store.Tx) error {
		return p.reception.Answer(ctx, tx, m, p.now())
	})
	if err != nil {
		return err
	}
	p.nudge(wakeOutbox)
	return nil
}

// apologise tells a member that a message could not be handled, with the
// reference that the log has too.
func (p *program) apologise(ctx context.Context, _ bot.Lane, m bot.Message, ref string, _ error) error {
	err := p.post(ctx, bot.Post{
		Key: "apology:" + m.Key, To: []string{m.Member}, Class: bot.Answer, About: "member:" + m.Member,
		Body: bot.Body{Text: fmt.Sprintf("系统忙，刚才那条没有处理成功，请再发一次。（编号 %s）", ref)},
	})
	p.nudge(wakeOutbox)
	return err
}

// post puts something into the outbox in a transaction of its own.
func (p *program) post(ctx context.Context, post bot.Post) error {
	return p.db.Tx(ctx, func(tx *store.Tx) error { return tx.Post(ctx, post) })
}

// wakePause is how often sessions that asked to be woken are looked for: it
// bounds how late the answer to a burst of photos comes.
const wakePause = time.Second

// wakeSessions turns due wakes into messages until ctx ends.
func (p *program) wakeSessions(ctx context.Context) error {
	tick := time.NewTicker(wakePause)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		switch n, err := p.db.WakeDue(ctx, p.now()); {
		case err != nil && ctx.Err() == nil:
			p.log.ErrorContext(ctx, "sessions cannot be woken", "error", err)
		case n > 0:
			p.nudge(wakeInbox)
		}
	}
}
