package handlers

import (
	"regexp"
	"strings"

	"gridwarden/bot"
)

// menuWords are what the entries of the app's menu stand for.
var menuWords = map[string]string{
	"menu_check": "检查", "menu_todo": "待办", "menu_report": "上报隐患", "menu_status": "状态", "menu_help": "帮助", "menu_emergency": wordEmergency,
	"menu_ledger": "台账", "menu_figures": "统计",
}

// numberFirst is a leader's order as it is mostly typed: "1 督办", "2知悉".
var numberFirst = regexp.MustCompile(`^\s*([0-9０-９]{1,3})\s*[.、，, ]?\s*(督办|知悉)\s*[。.!！]?\s*$`)

// plainly gives a message the form the conversation understands: a menu entry
// is the word it stands for, and a number before an order goes behind it.
func plainly(m bot.Message) bot.Message {
	switch m.Kind {
	case bot.Menu:
		if word, ok := menuWords[m.Text]; ok {
			m.Kind, m.Text = bot.Text, word
		}
	case bot.Text:
		if parts := numberFirst.FindStringSubmatch(m.Text); parts != nil {
			m.Text = parts[2] + " " + digits.Replace(parts[1])
		}
	}
	return m
}

var digits = strings.NewReplacer("０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9")
