// Package flow is the conversation engine. A flow is a draft and the questions
// the draft still raises; the engine asks them, takes what members send in
// whatever order it comes, and submits the draft once.
//
// It knows no business. The draft is kept as JSON between messages, so that any
// process can take the next message, and a [Desk] is built anew for each of them.
//
//	func Complaint(s *Service) flow.Flow[draft] {
//		return flow.Flow[draft]{
//			Name: "complaint", Version: 1, Says: []string{"投诉"}, Idle: 30 * time.Minute,
//			Ask: func(d *draft) []flow.Question {
//				return []flow.Question{
//					flow.Photos("photos", "请拍照", &d.Photos, 1, 9).Anytime().Label("照片"),
//					flow.Text("what", "发现了什么？", &d.What, 2, 500).Label("情况").Hint("3号楼楼道堆了纸箱"),
//					flow.Confirm("send", "投诉："+d.What),
//				}
//			},
//			Submit: func(ctx context.Context, c flow.Case, d draft) (string, error) { … },
//		}
//	}
//
// What the engine does for every flow can be read in the transcripts of
// testdata. Flows are tested the same way, with package flowtest.
package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gridwarden/bot"
)

// A Flow collects a draft D and submits it. D is kept as JSON: what JSON does
// not carry is gone with the next message.
type Flow[D any] struct {
	Name    string        // stored with each session; letters, digits, "-"; never used again for another flow
	Version int           // raised when a stored D would be misread
	Says    []string      // words that begin it; the first is its title. Empty: begun by code only, and Title is needed
	Title   string        // what members know it by, if not Says[0]
	Idle    time.Duration // silence after which the member is asked whether to go on; zero means never asked

	// Open makes the draft a case begins with; nil begins empty. What it fills
	// in already counts as answered: it is not asked, but can be changed. Its
	// refusal (see [Stop]) means the flow does not begin.
	Open func(context.Context, Case) (D, error)

	// Fill completes the draft from what is known elsewhere; nil for nothing. It
	// is called after every change, before Ask, and must cost nothing when what
	// it goes by has not changed. A refusal of it is a mistake in the program.
	Fill func(context.Context, Case, *D) error

	// Ask lists all questions D raises, answered or not, in the order they
	// should be asked. It is pure, called often, and conditions and loops in it
	// are ordinary Go. Keys mean one thing each, for ever.
	Ask func(*D) []Question

	// Submit acts on the complete draft and returns what the member is told.
	// It must be idempotent by Case.ID. Its refusal keeps the session, unless
	// made by [Stop].
	Submit func(context.Context, Case, D) (string, error)

	// After gives the buttons that stand under what Submit answered: what can be
	// done with what has just been submitted. Nil, or none, is plain words.
	After func(context.Context, Case, D) ([]bot.Button, error)

	// Upgrade reads a draft of an older version; nil, or an error, begins again.
	Upgrade func(from int, old json.RawMessage) (D, error)
}

// A Case is one run of a flow by one member, or one call of a command.
type Case struct {
	ID      string          // unique for ever; the same in Open, Check and Submit of one run
	Who     string          // userid
	When    time.Time       // of the message being handled
	Payload json.RawMessage // what the flow was begun about ([BeginKey], [Desk.Begin]); nil if by its words
}

// Registered is a flow whose draft type is hidden, as a desk takes it.
type Registered struct {
	name    string
	title   string
	version int
	says    []string
	idle    time.Duration
	open    func(context.Context, Case) (form, error)
	load    func(version int, draft json.RawMessage) (form, error)
}

// Name is the flow's stored name.
func (r Registered) Name() string { return r.name }

// Title is what members know the flow by.
func (r Registered) Title() string { return r.title }

// Says are the words that begin the flow.
func (r Registered) Says() []string { return r.says }

// errStartOver says that a stored draft cannot be gone on with.
var errStartOver = errors.New("stored draft is of a version that cannot be read")

// Register makes a flow ready for a desk. A flow that lacks a name, a title,
// Ask or Submit is a mistake in the program and panics.
func Register[D any](f Flow[D]) Registered {
	title := f.Title
	if title == "" && len(f.Says) > 0 {
		title = f.Says[0]
	}
	if !validKey(f.Name) || title == "" || f.Ask == nil || f.Submit == nil {
		panic(fmt.Sprintf("flow %q: a name of letters, digits, - and _, a title, Ask and Submit are needed", f.Name))
	}
	return Registered{
		name: f.Name, title: title, version: f.Version, says: f.Says, idle: f.Idle,
		open: func(ctx context.Context, c Case) (form, error) {
			d := new(D)
			if f.Open != nil {
				opened, err := f.Open(ctx, c)
				if err != nil {
					return nil, err
				}
				*d = opened
			}
			return draft[D]{&f, d}, nil
		},
		load: func(version int, raw json.RawMessage) (form, error) {
			if version == f.Version {
				d := new(D)
				if err := json.Unmarshal(raw, d); err != nil {
					return nil, errStartOver
				}
				return draft[D]{&f, d}, nil
			}
			if version > f.Version || f.Upgrade == nil {
				return nil, errStartOver
			}
			d, err := f.Upgrade(version, raw)
			if err != nil {
				return nil, errStartOver
			}
			return draft[D]{&f, &d}, nil
		},
	}
}

// A form is a draft with its flow, the draft's type hidden.
type form interface {
	questions() []Question
	encode() (json.RawMessage, error)
	clone() (form, error)
	fill(context.Context, Case) error
	submit(context.Context, Case) (string, error)
	after(context.Context, Case) ([]bot.Button, error)
}

type draft[D any] struct {
	flow *Flow[D]
	d    *D
}

func (x draft[D]) questions() []Question { return x.flow.Ask(x.d) }

func (x draft[D]) encode() (json.RawMessage, error) {
	raw, err := json.Marshal(x.d)
	if err != nil {
		return nil, fmt.Errorf("encode draft of %s: %w", x.flow.Name, err)
	}
	return raw, nil
}

func (x draft[D]) clone() (form, error) {
	raw, err := x.encode()
	if err != nil {
		return nil, err
	}
	d := new(D)
	if err := json.Unmarshal(raw, d); err != nil {
		return nil, fmt.Errorf("decode draft of %s: %w", x.flow.Name, err)
	}
	return draft[D]{x.flow, d}, nil
}

func (x draft[D]) fill(ctx context.Context, c Case) error {
	if x.flow.Fill == nil {
		return nil
	}
	return x.flow.Fill(ctx, c, x.d)
}

func (x draft[D]) after(ctx context.Context, c Case) ([]bot.Button, error) {
	if x.flow.After == nil {
		return nil, nil
	}
	return x.flow.After(ctx, c, *x.d)
}

func (x draft[D]) submit(ctx context.Context, c Case) (string, error) {
	return x.flow.Submit(ctx, c, *x.d)
}

// A refusal is a no in the member's words. Open, Check, Submit, a Finder and a
// command may return one, wrapped or not; every other error is returned by
// [Desk.Handle], and the session stays as it was.
type refusal interface {
	error
	Sentence() string
}

// sentence is the refusal in err, if there is one.
func sentence(err error) (string, bool) {
	var r refusal
	if errors.As(err, &r) {
		return r.Sentence(), true
	}
	return "", false
}

// Stop marks a refusal of Submit as final: the session ends, because the
// matter is settled otherwise or was never the member's.
func Stop(err error) error { return &final{err} }

type final struct{ err error }

func (f *final) Error() string { return f.err.Error() }
func (f *final) Unwrap() error { return f.err }
