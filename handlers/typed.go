package handlers

import (
	"context"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// The words by which members choose how they read: in personal WeChat, cards
// cannot be relied on (wecom-api.md 4.7).
const (
	wordPlainText = "文字版"
	wordCards     = "卡片版"
)

// byReading parts members into those who see cards and those who read text.
func byReading(r *safety.Roster, ids []string) (cards, plain []string) {
	for _, id := range ids {
		if m, _ := r.Member(id); m.Plain {
			plain = append(plain, id)
			continue
		}
		cards = append(cards, id)
	}
	return cards, plain
}

// typed is a card for those who see none: what it says, and for each button the
// words that do the same.
func (n Notices) typed(r *safety.Roster, c bot.Card) string {
	v := &visit{Service: &safety.Service{Policy: n.Policy, Now: n.Now}, roster: r}
	return bot.WrittenText(c, (&Reception{Policy: n.Policy}).desk(v).Written)
}

// readPlain and readCards change how the member reads from now on.
func (v *visit) readPlain(ctx context.Context, _ flow.Case, _ string) (bot.Body, error) {
	return v.read(ctx, true, "好的，以后给您发文字，不发卡片：每件事后面写着回什么字。想看卡片，回“"+wordCards+"”。")
}

func (v *visit) readCards(ctx context.Context, _ flow.Case, _ string) (bot.Body, error) {
	return v.read(ctx, false, "好的，以后给您发卡片，点按钮就行。看不到卡片，回“"+wordPlainText+"”。")
}

func (v *visit) read(ctx context.Context, plainly bool, said string) (bot.Body, error) {
	if _, known := v.roster.Member(v.who); !known {
		return bot.Body{}, safety.Refuse("名册里还没有您，登记以后才能选。现在可以直接发照片上报隐患。")
	}
	if err := v.tx.ReadPlain(ctx, v.who, plainly); err != nil {
		return bot.Body{}, err
	}
	return plain("%s", said)
}
