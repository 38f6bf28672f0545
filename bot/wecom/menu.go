package wecom

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
)

// A MenuEntry is a button of the app's menu, or a group of them
// (wecom-api.md 6.1).
type MenuEntry struct {
	Name string      `json:"name"`
	Type string      `json:"type,omitempty"` // click, view, pic_photo_or_album, location_select, …; empty for a group
	Key  string      `json:"key,omitempty"`
	URL  string      `json:"url,omitempty"`
	Sub  []MenuEntry `json:"sub_button,omitempty"`
}

// SetMenu replaces the app's menu. Doing it twice changes nothing. The error is
// one or more *LimitError, or a *bot.Fault.
func (c *Client) SetMenu(ctx context.Context, entries []MenuEntry) error {
	var a audit
	auditMenu(&a, entries, 3, 16, true)
	if err := a.err(); err != nil {
		return fmt.Errorf("set menu: %w", err)
	}
	body, err := encode(map[string]any{"button": entries})
	if err != nil {
		return err
	}
	// Menus are not in the SDK (sdk-pitfalls.md 2).
	return c.ask(ctx, request{api: "menu/create", query: agentQuery(c.cfg.AgentID), body: body}, nil)
}

func auditMenu(a *audit, entries []MenuEntry, most, nameBytes int, top bool) {
	if len(entries) == 0 {
		a.refuse("button", "is required")
	}
	a.atMost("button", len(entries), most, "entries")
	for _, e := range entries {
		a.key("button.name", e.Name, nameBytes)
		switch {
		case len(e.Sub) > 0 && top:
			auditMenu(a, e.Sub, 5, 40, false)
		case len(e.Sub) > 0:
			a.refuse("sub_button", "has a third level")
		case e.Type == "view":
			a.link("button.url", e.URL)
			a.atMost("button.url", len(e.URL), 1024, "bytes")
		case e.Type == "":
			a.refuse("button.type", "is required")
		default:
			a.key("button.key", e.Key, 128)
		}
	}
}

// Menu is the app's menu as the platform has it; none is no error.
func (c *Client) Menu(ctx context.Context) ([]MenuEntry, error) {
	var got struct {
		Button []MenuEntry `json:"button"`
	}
	err := c.ask(ctx, request{api: "menu/get", query: agentQuery(c.cfg.AgentID)}, &got)
	if codeOf(err) == codeNoMenu {
		return nil, nil
	}
	return got.Button, err
}

// DeleteMenu removes the app's menu; none is no error.
func (c *Client) DeleteMenu(ctx context.Context) error {
	err := c.ask(ctx, request{api: "menu/delete", query: agentQuery(c.cfg.AgentID)}, nil)
	if codeOf(err) == codeNoMenu {
		return nil
	}
	return err
}

func agentQuery(agentID int) url.Values { return url.Values{"agentid": {strconv.Itoa(agentID)}} }
