package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gridwarden/bot/wecom"
)

// click is an entry that stands for a word of the conversation.
const click = "click"

// appMenu is the app's menu (wecom-api.md 6.1). A key means one thing for ever:
// phones show an old menu for a while after it was changed.
var appMenu = []wecom.MenuEntry{
	{Name: "检查", Type: click, Key: "menu_check"},
	{Name: "上报", Sub: []wecom.MenuEntry{
		{Name: "上报隐患", Type: click, Key: "menu_report"},
		{Name: "紧急", Type: click, Key: "menu_emergency"},
	}},
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

// menuPause is how long the second attempt to set the menu waits; the following
// ones wait longer, up to a hundred times as long.
const menuPause = 5 * time.Second

// offerMenu gives the app its menu as soon as the platform lets it, or until ctx ends.
func (p *program) offerMenu(ctx context.Context) error {
	for pause := menuPause; ; pause = min(2*pause, 100*menuPause) {
		err := p.setMenu(ctx)
		if err == nil || ctx.Err() != nil {
			return nil
		}
		p.log.WarnContext(ctx, "menu not set", "retry_in", pause, "error", err)
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		}
	}
}

// sameMenu compares what members see and what taps bring. The platform answers
// entries without children with an empty list.
func sameMenu(a, b []wecom.MenuEntry) bool {
	return slices.EqualFunc(a, b, func(a, b wecom.MenuEntry) bool {
		return a.Name == b.Name && a.Type == b.Type && a.Key == b.Key && a.URL == b.URL && sameMenu(a.Sub, b.Sub)
	})
}
