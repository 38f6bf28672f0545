package wecom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	workctx "github.com/silenceper/wechat/v2/work/context"
	"github.com/silenceper/wechat/v2/work/message"

	"gridwarden/bot"
)

// names is a list of userids, which message/send writes joined with | and
// message/update_template_card as an array.
type names []string

func (n *names) UnmarshalJSON(b []byte) error {
	var list []string
	if json.Unmarshal(b, &list) == nil {
		*n = list
		return nil
	}
	var joined string
	if err := json.Unmarshal(b, &joined); err != nil {
		return err
	}
	*n = strings.FieldsFunc(joined, func(r rune) bool { return r == '|' })
	return nil
}

type sendAnswer struct {
	MsgID        string `json:"msgid"`
	ResponseCode string `json:"response_code"`
	Invalid      names  `json:"invaliduser"`
	Unlicensed   names  `json:"unlicenseduser"`
}

// Send makes the call once, with at most InFlight of them at a time; waiting for
// a turn ends with ctx. If the platform says that nobody at all can be reached
// (81013), that is no fault but a receipt that names everybody as refused, so
// that each recipient is accounted for in one way.
func (c *Client) Send(ctx context.Context, call bot.Call) (bot.Receipt, error) {
	if call.API != apiSend && call.API != apiUpdate {
		return bot.Receipt{}, &bot.Fault{Remedy: bot.Drop, Err: fmt.Errorf("no api %q for messages", call.API)}
	}
	if err := c.gate.enter(ctx); err != nil {
		return bot.Receipt{}, &bot.Fault{Remedy: bot.Retry, Err: fmt.Errorf("wait for a turn to send: %w", err)}
	}
	receipt, err := c.send(ctx, call)
	code := codeOf(err)
	var fault *bot.Fault
	c.gate.leave(code == codeCrowded, err == nil)
	switch {
	case err == nil:
		c.windows.passed(c.cfg.Now())
	case code == codeFrequency && errors.As(err, &fault):
		held := *fault // a fault of gettoken is shared by all who waited for it
		held.Wait = c.windows.met(c.cfg.Now())
		err = &held
	case code == codeMedia:
		c.media.forget() // what was uploaded lives shorter than promised
	}
	return receipt, err
}

func (c *Client) send(ctx context.Context, call bot.Call) (bot.Receipt, error) {
	r := request{api: call.API, body: call.JSON, effect: true}
	var body []byte
	var err error
	if call.API == apiSend {
		body, err = c.viaSDK(ctx, r, func(sdk *workctx.Context) {
			_, _ = message.NewClient(sdk).Send(call.API, json.RawMessage(call.JSON))
		})
	} else {
		body, err = c.exchange(ctx, r) // not in the SDK (sdk-pitfalls.md 2)
	}
	if codeOf(err) == codeNobody {
		return bot.Receipt{Refused: all(call.To)}, nil
	}
	if err != nil {
		return bot.Receipt{}, err
	}
	var got sendAnswer
	if err := decodeAnswer(r, body, &got); err != nil {
		return bot.Receipt{}, err
	}
	return bot.Receipt{MsgID: got.MsgID, ResponseCode: got.ResponseCode, Refused: refused(call.To, got)}, nil
}

func all(to []string) map[string]string {
	m := make(map[string]string, len(to))
	for _, id := range to {
		m[id] = "invalid"
	}
	return m
}

// refused are those of the recipients whom the answer names, whatever its case.
func refused(to []string, got sendAnswer) map[string]string {
	if len(got.Invalid)+len(got.Unlicensed) == 0 {
		return nil
	}
	why := map[string]string{}
	for _, id := range got.Unlicensed {
		why[userid(id)] = "unlicensed"
	}
	for _, id := range got.Invalid {
		why[userid(id)] = "invalid"
	}
	m := map[string]string{}
	for _, id := range to {
		if reason, ok := why[userid(id)]; ok {
			m[id] = reason
		}
	}
	return m
}

// Recall takes a message back within 24 hours (wecom-api.md 4.9). It stays
// visible in personal WeChat.
func (c *Client) Recall(ctx context.Context, msgID string) error {
	body, err := encode(map[string]string{"msgid": msgID})
	if err != nil {
		return err
	}
	return c.ask(ctx, request{api: "message/recall", body: body}, nil) // not in the SDK (sdk-pitfalls.md 2)
}

// Statistics is the platform's own count of the app's messages, today or yesterday.
func (c *Client) Statistics(ctx context.Context, yesterday bool) (int, error) {
	day := 0
	if yesterday {
		day = 1
	}
	body, err := encode(map[string]int{"time_type": day})
	if err != nil {
		return 0, err
	}
	var got struct {
		Statistics []struct {
			AgentID int `json:"agentid"`
			Count   int `json:"count"`
		} `json:"statistics"`
	}
	// Not in the SDK (sdk-pitfalls.md 2).
	if err := c.ask(ctx, request{api: "message/get_statistics", body: body}, &got); err != nil {
		return 0, err
	}
	sum := 0
	for _, s := range got.Statistics {
		if s.AgentID == c.cfg.AgentID {
			sum += s.Count
		}
	}
	return sum, nil
}
