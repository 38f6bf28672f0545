package bot

import (
	"context"
	"fmt"
	"time"
)

// A Call is one request to the platform with its recipients in fixed order,
// rendered once and stored before it is first sent. A repeat sends the same
// bytes, so that the platform's duplicate check can recognise it
// (wecom-api.md 4.1).
type Call struct {
	API  string   `json:"api"` // "message/send", "message/update_template_card"
	To   []string `json:"to"`
	JSON []byte   `json:"json"`
}

// A Sender turns posts into calls and makes them. It is safe for concurrent use.
type Sender interface {
	// Render checks the platform's hard limits and returns the request; task
	// makes a card's task id unique for ever. To holds at most 1000 userids.
	Render(ctx context.Context, body Body, to []string, task string) (Call, error)
	// Send makes the call once. A nil error means the platform accepted it for
	// all but those in Receipt.Refused. Any other outcome is a *Fault.
	Send(ctx context.Context, call Call) (Receipt, error)
}

// A Receipt is the platform's answer to an accepted call.
type Receipt struct {
	MsgID        string
	ResponseCode string
	Refused      map[string]string // userid → "invalid", "unlicensed"
}

// Remedy is what may be done about a failed call (wecom-api.md 10).
type Remedy string

const (
	Retry  Remedy = "retry"  // busy or unreachable before the request left: try again soon
	Unsure Remedy = "unsure" // the request left, the answer never came: it may have been shown
	Hold   Remedy = "hold"   // a limit was met: wait for Fault.Wait
	Drop   Remedy = "drop"   // this call can never succeed
	Alert  Remedy = "alert"  // an operator must act first: keep the call, pause sending
)

// A Fault is a call that did not succeed. Its text never holds a secret or a URL.
type Fault struct {
	Remedy Remedy
	Code   int    // errcode, 0 if there was none
	Hint   string // the platform's support id
	Wait   time.Duration
	Err    error
}

func (f *Fault) Error() string {
	if f.Code != 0 {
		return fmt.Sprintf("platform refused with %d (%s): %v", f.Code, f.Remedy, f.Err)
	}
	return fmt.Sprintf("platform call failed (%s): %v", f.Remedy, f.Err)
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Err }
