package handlers

import "gridwarden/bot"

// menuWords are what the entries of the app's menu stand for.
var menuWords = map[string]string{
	"menu_check": "检查", "menu_todo": "待办", "menu_report": "上报隐患", "menu_status": "状态", "menu_help": "帮助", "menu_emergency": wordEmergency,
	"menu_ledger": "台账", "menu_figures": "统计",
}

// plainly gives a message the form the conversation understands: a menu entry
// is the word it stands for.
func plainly(m bot.Message) bot.Message {
	if word, ok := menuWords[m.Text]; ok && m.Kind == bot.Menu {
		m.Kind, m.Text = bot.Text, word
	}
	return m
}
