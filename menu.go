package main

import (
	"context"
	"fmt"
	"slices"

	"gridwarden/bot/wecom"
)

// click is an entry that stands for a word of the conversation.
const click = "click"

// appMenu is the app's menu (wecom-api.md 6.1). A key means one thing for ever:
// phones show an old menu for a while after it was changed.
var appMenu = []wecom.MenuEntry{
	{Name: "检查", Type: click, Key: "menu_check"},
	{Name: "上报隐患", Type: click, Key: "menu_report"},
	{Name: "我的", Sub: []wecom.MenuEntry{
		{Name: "待办", Type: click, Key: "menu_todo"},
		{Name: "状态", Type: click, Key: "menu_status"},
		{Name: "台账", Type: click, Key: "menu_ledger"},
		{Name: "统计", Type: click, Key: "menu_figures"},
		{Name: "帮助", Type: click, Key: "menu_help"},
	}},
}

// setMenu gives the app its menu, if it has another one or none. Replicas that
// do so at the same time do the same.
func (p *program) setMenu(ctx context.Context) error {
	have, err := p.platform.Menu(ctx)
	if err != nil {
		return fmt.Errorf("read menu: %w", err)
	}
	if sameMenu(have, appMenu) {
		return nil
	}
	return p.platform.SetMenu(ctx, appMenu)
}

// sameMenu compares what members see and what taps bring. The platform answers
// entries without children with an empty list.
func sameMenu(a, b []wecom.MenuEntry) bool {
	return slices.EqualFunc(a, b, func(a, b wecom.MenuEntry) bool {
		return a.Name == b.Name && a.Type == b.Type && a.Key == b.Key && a.URL == b.URL && sameMenu(a.Sub, b.Sub)
	})
}
