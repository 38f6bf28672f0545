package handlers

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
	"text/template"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

//go:embed letter.tmpl
var letterText string

// letterTemplate is the hand-over letter as text (domain.md 15). It is a draft
// until somebody signs it.
var letterTemplate = template.Must(template.New("letter").Funcs(template.FuncMap{
	"day":  func(t time.Time) string { return t.In(safety.Shanghai).Format("2006-01-02 15:04") },
	"date": func(t time.Time) string { return t.In(safety.Shanghai).Format("2006年1月2日") },
}).Parse(letterText))

func letterOf(l safety.Letter) (string, error) {
	var b strings.Builder
	err := letterTemplate.Execute(&b, l)
	return b.String(), err
}

// letter sends the hand-over letter to be read, in as many messages as it needs.
func (v *visit) letter(ctx context.Context, c flow.Case, no string) (bot.Body, error) {
	o, _, err := v.handover(ctx, no)
	if err != nil {
		return bot.Body{}, err
	}
	l, err := v.Letter(ctx, o.No)
	if err != nil {
		return bot.Body{}, err
	}
	text, err := letterOf(l)
	if err != nil {
		return bot.Body{}, err
	}
	parts := pages(text, listed)
	for i, part := range parts[:len(parts)-1] {
		err := v.tx.Post(ctx, bot.Post{
			Key: fmt.Sprintf("letter:%s/%d", v.key, i), To: []string{c.Who}, Class: bot.Answer, About: o.About(), Body: bot.Body{Text: part},
		})
		if err != nil {
			return bot.Body{}, err
		}
	}
	return bot.Body{Text: parts[len(parts)-1]}, nil
}

// pages cuts a text between lines into parts of at most so many bytes.
func pages(text string, most int) []string {
	parts := []string{""}
	for line := range strings.Lines(text) {
		if last := len(parts) - 1; len(parts[last])+len(line) > most && parts[last] != "" {
			parts = append(parts, line)
			continue
		}
		parts[len(parts)-1] += line
	}
	for i, part := range parts {
		parts[i] = strings.TrimSpace(part)
	}
	return parts
}
