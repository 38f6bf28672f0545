package scheduler

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gridwarden/bot"
	"gridwarden/safety"
)

// maxText is the platform's limit for the content of a text in bytes (wecom-api.md 4.3).
const maxText = 2048

// headings group the lines of a bundle, in this order; classes without one are
// listed last.
var headings = []struct {
	class bot.Class
	title string
}{
	{bot.Alarm, "紧急"},
	{bot.Escalate, "督办"},
	{bot.Urge, "快到期"},
	{bot.Remind, "提醒"},
	{bot.News, "进展"},
	{bot.Opening, "新任务"},
	{bot.Digest, "汇总"},
}

// bundle makes units of what is still undecided. Nothing waits for company: a
// message that is due alone goes ahead as it is. Two or more that are due to
// one member at the same time become one text with a line for each.
func (d *Deliverer) bundle(_ context.Context, b *batch) error {
	open := b.undecided()
	together := map[string][]*item{}
	for _, it := range open {
		if it.bundleable() {
			together[it.To] = append(together[it.To], it)
		}
	}
	for _, it := range open {
		group := together[it.To]
		switch {
		case !it.bundleable() || len(group) == 1:
			b.units = append(b.units, newUnit(it.To, it))
		case group[0] == it:
			u := newUnit(it.To, group...)
			u.text = bundleText(b.now, u.items)
			b.units = append(b.units, u)
		}
	}
	return nil
}

// bundleable says that an item may be a line among others; what is over the cap
// must be, whatever its class.
func (it *item) bundleable() bool {
	return (it.rule.Bundle || it.capped()) && it.post.Line != "" && !it.Repeat
}

// capped says that the item was over the cap and waits for the digest.
func (it *item) capped() bool { return it.Why == string(Capped) }

func newUnit(to string, items ...*item) *unit {
	items = slices.Clone(items)
	slices.SortStableFunc(items, func(a, b *item) int {
		return cmp.Or(cmp.Compare(a.rule.First, b.rule.First), a.Due.Compare(b.Due))
	})
	u := &unit{to: to, items: items, first: items[0].rule.First, due: items[0].Due}
	for _, it := range items {
		u.capped = u.capped || it.rule.Capped
		u.digest = u.digest || it.capped()
	}
	return u
}

// bundleText is one text with the lines of several posts, numbered through and
// grouped by their class. It names its moment, so that the platform does not
// take the next one for a repetition. Lines that do not fit are counted.
func bundleText(now time.Time, items []*item) string {
	groups, n := lines(items)
	var text strings.Builder
	fmt.Fprintf(&text, "%s，有 %d 件事请您看：", now.In(safety.Shanghai).Format("1月2日 15:04"), n)
	const tail = "\n\n还有 %d 条，发“待办”查看"
	room := maxText - len(fmt.Sprintf(tail, n))
	told := 0
	for _, g := range groups {
		head := "\n\n【" + g.title + "】"
		for _, line := range g.lines {
			entry := fmt.Sprintf("%s\n%d. %s", head, told+1, line)
			if text.Len()+len(entry) > room {
				fmt.Fprintf(&text, tail, n-told)
				return text.String()
			}
			text.WriteString(entry)
			head = ""
			told++
		}
	}
	text.WriteString("\n\n发“待办”可逐条办理")
	return text.String()
}

type group struct {
	title string
	lines []string
}

// lines sorts the posts' lines under their headings and counts them; the same
// line is not said twice.
func lines(items []*item) (groups []group, n int) {
	seen := map[string]bool{}
	byClass := map[bot.Class][]string{}
	for _, it := range items {
		line := strings.TrimSpace(it.post.Line)
		if !seen[line] {
			seen[line] = true
			byClass[it.Class] = append(byClass[it.Class], bot.Cut(line, maxText/4, utf8.RuneLen))
			n++
		}
	}
	for _, h := range headings {
		if ls := byClass[h.class]; len(ls) > 0 {
			groups = append(groups, group{h.title, ls})
		}
		delete(byClass, h.class)
	}
	var rest []string
	for _, it := range items {
		rest = append(rest, byClass[it.Class]...)
		delete(byClass, it.Class)
	}
	if len(rest) > 0 {
		groups = append(groups, group{"其他", rest})
	}
	return groups, n
}
