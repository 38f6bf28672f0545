package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// checkDraft is a check so far: of a grid, or of one object of a sweep.
type checkDraft struct {
	Tasks  []taskDraft           `json:"tasks"`            // what the member owes, when the check began
	Which  string                `json:"which,omitempty"`  // id of the chosen task
	Object flow.Location         `json:"object,omitzero"`  // of a sweep or a round
	Place  string                `json:"place,omitempty"`  // of a round: id of the occurrence at the object
	For    string                `json:"for,omitempty"`    // code of the object that the findings are about
	Asked  []string              `json:"asked,omitempty"`  // ids of the items as they were when the visit began
	Closed bool                  `json:"closed,omitempty"` // it was said at once that the object cannot be entered
	Shut   string                `json:"shut,omitempty"`   // why it cannot
	Found  []flow.ItemAnswer     `json:"found,omitempty"`
	More   map[string]*itemDraft `json:"more,omitempty"` // by item: what is asked about one that is not in order
	Photos []flow.Photo          `json:"photos,omitempty"`

	Paper  bool      `json:"paper,omitempty"` // done on paper: see paper.go
	Dated  time.Time `json:"dated,omitzero"`
	Signed string    `json:"signed,omitempty"`
}

// taskDraft is one occurrence as the conversation needs it.
type taskDraft struct {
	ID    string `json:"id"`
	Plan  string `json:"plan"`
	Where string `json:"where"`

	Places int `json:"places,omitempty"` // of a round: how many were left when the check began
}

// itemDraft is what is asked about an item that failed or does not apply.
type itemDraft struct {
	Note    string       `json:"note,omitempty"`
	Answers []string     `json:"answers,omitempty"` // to what is asked further
	Before  []flow.Photo `json:"before,omitempty"`
	Remedy  string       `json:"remedy,omitempty"`
	After   []flow.Photo `json:"after,omitempty"`
	Safe    string       `json:"safe,omitempty"`
}

// A wish is what a button begins a check about.
type wish struct {
	Plan   string `json:"plan,omitempty"` // what is owed of this plan
	Task   string `json:"task,omitempty"`
	Object string `json:"object,omitempty"`
	Closed bool   `json:"closed,omitempty"`
}

// check leads through the checklist of what the member owes (OB-19 to 21): all in
// one line, or item by item; what failed is put right on the spot, registered, or
// joined to the hazard that is already open.
func (v *visit) check() flow.Flow[checkDraft] {
	return flow.Flow[checkDraft]{
		Name: flowCheck, Version: 1, Says: []string{"检查", "本周检查", "开始检查", "周检查", "巡查", "每日巡查", "排查"}, Idle: 2 * time.Hour,
		Open: v.openCheck, Ask: v.askCheck, Submit: v.submitCheck,
	}
}

// wishOf reads what a check was begun about; older buttons carry only the task.
func wishOf(c flow.Case) (w wish) {
	if len(c.Payload) > 0 && json.Unmarshal(c.Payload, &w.Task) != nil {
		w = wish{}
		_ = json.Unmarshal(c.Payload, &w)
	}
	return w
}

func (v *visit) openCheck(ctx context.Context, c flow.Case) (checkDraft, error) {
	d := checkDraft{More: map[string]*itemDraft{}}
	w := wishOf(c)
	d.Tasks = v.offers(w.Plan)
	if one, ok := v.wanted(w.Task); ok {
		d.Tasks = []taskDraft{one}
	}
	if len(d.Tasks) == 0 {
		return d, safety.Refuse("您现在没有要做的检查。发现隐患可以直接发照片。")
	}
	d.Tasks = d.Tasks[:min(len(d.Tasks), maxTasks)] // the most urgent; the rest when these are done
	if len(d.Tasks) > 1 {
		return d, nil
	}
	d.Which, d.Closed = d.Tasks[0].ID, w.Closed && w.Task == d.Tasks[0].ID
	if w.Object != "" && w.Task == d.Which {
		var err error
		if d.Object, err = v.objectOf(ctx, d.Which, w.Object); err != nil {
			return d, err
		}
	}
	if isRound(d.Which) {
		return d, nil // begun with a place of it
	}
	return d, v.Begin(ctx, d.Which, c.Who)
}

// maxTasks keeps the choice of a task on one card.
const maxTasks = 8

// task is the chosen one.
func (d *checkDraft) task() (taskDraft, bool) {
	for _, t := range d.Tasks {
		if t.ID == d.Which {
			return t, true
		}
	}
	return taskDraft{}, false
}

func (v *visit) askCheck(d *checkDraft) []flow.Question {
	var qs []flow.Question
	if len(d.Tasks) > 1 {
		qs = append(qs, v.askWhich(d))
	}
	chosen, ok := d.task()
	if !ok {
		return qs
	}
	switch {
	case isRound(chosen.ID):
		qs = append(qs, v.askPlace(d, chosen))
		v.choose(d)
	case v.sweeps(chosen):
		qs = append(qs, v.askObject(d, chosen))
	}
	t, ok := v.taskAt(d.occurrence(), d.Object.Code)
	if !ok {
		return qs
	}
	t = v.begun(d, t)
	switch {
	case d.Closed:
		return append(qs, d.askWhyShut())
	case d.Shut != "":
		return append(qs, d.askShut())
	case d.Paper:
		return append(append(qs, v.askPaper(d, t)...), v.askList(d, t)...)
	}
	return append(qs, v.askList(d, t)...)
}

// begun is a task as it was when the visit to its object began. At another object
// than before everything is found anew.
func (v *visit) begun(d *checkDraft, t safety.Task) safety.Task {
	if object := t.Object.Key(); d.For != object {
		d.Found, d.More, d.Photos, d.Shut, d.For, d.Asked = nil, map[string]*itemDraft{}, nil, "", object, t.Asks()
	}
	return v.AsBegun(v.roster, t, d.Asked)
}

func (v *visit) askWhich(d *checkDraft) flow.Question {
	several := slices.ContainsFunc(d.Tasks, func(t taskDraft) bool { return t.Plan != d.Tasks[0].Plan })
	options := make([]flow.Option, 0, len(d.Tasks))
	for _, t := range d.Tasks {
		label := clip(t.Where, 16)
		switch {
		case t.Places > 1:
			label = clip(fmt.Sprintf("%s %d 处", t.Plan, t.Places), 17)
		case several:
			label = clip(t.Plan+"·"+lastPart(t.Where), 17)
		}
		options = append(options, flow.Option{ID: t.ID, Label: label})
	}
	return flow.Pick("which", "您有几处要检查，先查哪里？", &d.Which, options...).Label("地点")
}

// askList asks for what was found, item by item or in one line, and what follows.
func (v *visit) askList(d *checkDraft, t safety.Task) []flow.Question {
	qs := []flow.Question{v.askItems(d, t)}
	if t.Progress == nil && visitsPlaces(t) && len(d.Found) == 0 && !d.Paper {
		qs = append(qs, d.askShut())
	}
	asked := t.Items
	if short(t) {
		asked = append(slices.Clone(asked), besides)
	}
	for i, a := range d.Found {
		if i < len(asked) {
			qs = append(qs, v.askItem(d, t, i+1, asked[i], a.Found)...)
		}
	}
	if t.Plan.Presence && !d.Paper {
		qs = append(qs, flow.Photos("presence", "最后拍一张"+t.Where+"的现场照片，拍完发“完成”。", &d.Photos, 1, 9).Label("现场照片").Pending(v.fetching(&d.Photos)))
	}
	if t.Plan.Every != safety.Weekly && !d.Paper && d.clean() {
		return qs // nothing to look over: the next one is waiting
	}
	return append(qs, flow.Confirm("send", t.Where+"："+d.tally()))
}

// clean says that everything was found in order.
func (d *checkDraft) clean() bool {
	return len(d.Found) > 0 && !slices.ContainsFunc(d.Found, func(a flow.ItemAnswer) bool { return a.Found != flow.Pass })
}

// tally counts the findings.
func (d *checkDraft) tally() string {
	counts := map[flow.Found]int{}
	for _, a := range d.Found {
		if a.Item != besides.ID || a.Found == flow.Fail {
			counts[a.Found]++
		}
	}
	s := fmt.Sprintf("%d 项，合格 %d、不合格 %d", counts[flow.Pass]+counts[flow.Fail]+counts[flow.NotApplicable], counts[flow.Pass], counts[flow.Fail])
	if n := counts[flow.NotApplicable]; n > 0 {
		s += fmt.Sprintf("、不适用 %d", n)
	}
	return s
}

// taskAt is what is to be answered at an object, looked up once for a message.
// It reports false when the object is none of the task's, and without an id.
func (v *visit) taskAt(id, object string) (safety.Task, bool) {
	if id == "" {
		return safety.Task{}, false
	}
	if t, known := v.tasks[id+"#"+object]; known {
		return t, t.Occurrence != nil
	}
	t, err := v.TaskAt(v.ctx, id, object)
	if err != nil {
		t = safety.Task{}
	}
	if no := (*safety.Refusal)(nil); err != nil && !errors.As(err, &no) {
		v.failed = err
	}
	if v.tasks == nil {
		v.tasks = map[string]safety.Task{}
	}
	v.tasks[id+"#"+object] = t
	return t, t.Occurrence != nil
}
