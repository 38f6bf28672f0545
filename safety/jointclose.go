package safety

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A jointItem is an item of the record and what is still missing for it.
type jointItem struct {
	id      string
	missing func(s *Service, r *Roster, j *JointInspection) []string
}

// NoRemarks is what is missing last, and what closing brings.
const NoRemarks = "没有小结意见"

// jointItems are what must stand in the record before it is signed (domain.md
// 5.2, 9.6). JI-04 and JI-05 are complete with the visits: a fix on the spot is
// not taken without its picture, and a proposal not without an addressee.
var jointItems = []jointItem{
	{"JI-01", (*Service).missingPeople},
	{"JI-02", func(_ *Service, _ *Roster, j *JointInspection) []string {
		return list(len(j.Targets) == 0, "目标清单是空的")
	}},
	{"JI-03", func(_ *Service, r *Roster, j *JointInspection) []string {
		return unsettled("没有查、也没写原因", j.Targets, func(t Target) (string, bool) { return r.TargetName(t), t.Settled() })
	}},
	{"JI-04", func(*Service, *Roster, *JointInspection) []string { return nil }},
	{"JI-05", func(*Service, *Roster, *JointInspection) []string { return nil }},
	{"JI-06", func(_ *Service, r *Roster, j *JointInspection) []string {
		return unsettled("社区工作没有看", j.CommunitiesOf(r), func(g Grid) (string, bool) { return g.Name, j.Community(g.Code) != nil })
	}},
	{"JI-07", func(_ *Service, _ *Roster, j *JointInspection) []string {
		return list(j.LookedBack.IsZero(), "上季度的问题没有回头看")
	}},
	{"JI-08", func(_ *Service, _ *Roster, j *JointInspection) []string {
		return list(j.Remarks == "", NoRemarks)
	}},
}

func list(missing bool, text string) []string {
	if missing {
		return []string{text}
	}
	return nil
}

// unsettled names those of a list that are not settled, on one line.
func unsettled[T any](text string, of []T, settled func(T) (string, bool)) []string {
	var names []string
	for _, x := range of {
		if name, ok := settled(x); !ok {
			names = append(names, name)
		}
	}
	return list(len(names) > 0, text+"："+strings.Join(names, "、"))
}

// missingPeople is what is missing about who took part.
func (s *Service) missingPeople(_ *Roster, j *JointInspection) []string {
	if j.Attended.IsZero() {
		return []string{"没有记到场的人"}
	}
	rules, present := s.Policy.Joint, 0
	var missing []string
	for _, body := range rules.Bodies {
		switch {
		case j.Present(body):
			present++
		case slices.Contains(rules.Must, body) && j.Why(body) == "":
			missing = append(missing, s.Policy.Bodies.Display(body)+"没有来，也没写原因")
		}
	}
	if present < rules.Quorum {
		missing = append(missing, fmt.Sprintf("只来了 %d 个部门，至少要 %d 个（可以改期再查）", present, rules.Quorum))
	}
	return missing
}

// Missing is all that must still be added before the record can be signed, in
// the order of the record.
func (s *Service) Missing(ctx context.Context, id string) (missing []string, err error) {
	defer wrap(&err, "what is missing of %s", id)
	j, _, r, err := s.joint(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.missing(r, j), nil
}

func (s *Service) missing(r *Roster, j *JointInspection) []string {
	var missing []string
	for _, item := range jointItems {
		missing = append(missing, item.missing(s, r, j)...)
	}
	return missing
}

// CloseJoint takes the closing remarks agreed by the team and asks everybody who
// came to sign. It is refused, with one list, while something is missing.
func (s *Service) CloseJoint(ctx context.Context, id, who, remarks string) (j *JointInspection, err error) {
	defer wrap(&err, "close %s", id)
	if j, _, _, err = s.joint(ctx, id); err != nil {
		return nil, err
	}
	if j.State != JointPlanned && j.ClosedBy == who && j.Remarks == remarks {
		return j, nil
	}
	j, o, r, err := s.organised(ctx, id, who)
	if err != nil {
		return nil, err
	}
	if err := s.onTheDay(o); err != nil {
		return nil, err
	}
	j.Remarks = remarks
	if missing := s.missing(r, j); len(missing) > 0 {
		return nil, Refuse("还不能签字，差这些：%s", numbered(missing))
	}
	j.State, j.ClosedBy = JointSigning, who
	if err := s.Store.SaveJoint(ctx, j, s.event(o.About(), who, JointClosed, string(JointPlanned), string(JointSigning), "")); err != nil {
		return nil, err
	}
	return j, s.say(ctx, Notice{
		Kind: "joint_sign", Key: fmt.Sprintf("%s/sign/%d", o.About(), j.Version), To: j.Unsigned(), Class: ClassNews, About: o.About(), Occurrence: o, Joint: j,
		Words: map[string]string{"who": r.Name(who)},
	})
}

// numbered puts a list below a sentence.
func numbered(lines []string) string {
	var b strings.Builder
	for i, l := range lines {
		fmt.Fprintf(&b, "\n%d. %s", i+1, l)
	}
	return b.String()
}

// SignJoint takes the signature of somebody who came. With the last one the
// record is complete. Signing again changes nothing.
func (s *Service) SignJoint(ctx context.Context, id, who string) (j *JointInspection, err error) {
	defer wrap(&err, "sign %s", id)
	j, o, r, err := s.joint(ctx, id)
	if err != nil {
		return nil, err
	}
	p := j.participant(who)
	switch {
	case p == nil || p.Coming != Came:
		return nil, Refuse("签字的是到场检查的人，您不用签。")
	case !p.Signed.IsZero():
		return j, nil
	case j.State == JointPlanned:
		return nil, Refuse("记录还在修改，改好后会再请您签字。")
	case j.State == JointSent:
		return nil, Refuse("这次联合检查的记录已经签完。")
	}
	p.Signed = s.Now
	if len(j.Unsigned()) == 0 {
		return j, s.send(ctx, r, j, o, who)
	}
	return j, s.Store.SaveJoint(ctx, j, s.event(o.About(), who, JointSigned, string(j.State), string(j.State), ""))
}

// SignOnSheet takes pictures of the sheet that was signed on paper, for all who
// came.
func (s *Service) SignOnSheet(ctx context.Context, id, who string, photos []string) (j *JointInspection, err error) {
	defer wrap(&err, "signed sheet of %s", id)
	j, o, r, err := s.joint(ctx, id)
	switch {
	case err != nil:
		return nil, err
	case !s.organises(r, o, who):
		return nil, Refuse("签字单请交给街道安监办拍照上传。")
	case j.State == JointPlanned:
		return nil, Refuse("记录还没有写完小结，请先点“收尾签字”。")
	case j.State == JointSent:
		return j, nil
	}
	j.Sheets = photos
	return j, s.send(ctx, r, j, o, who)
}

// ReturnJoint takes a record back that is being signed, because something in it
// is not right. All sign anew afterwards.
func (s *Service) ReturnJoint(ctx context.Context, id, who, reason string) (j *JointInspection, err error) {
	defer wrap(&err, "return %s", id)
	j, o, r, err := s.joint(ctx, id)
	if err != nil {
		return nil, err
	}
	p := j.participant(who)
	switch {
	case !s.organises(r, o, who) && (p == nil || p.Coming != Came):
		return nil, Refuse("退回修改由到场检查的人提出。")
	case j.State == JointSent:
		return nil, Refuse("记录已经签完送出，不能再退回。")
	case j.State == JointPlanned:
		return j, nil
	}
	j.State = JointPlanned
	for i := range j.Participants {
		j.Participants[i].Signed = time.Time{}
	}
	if err := s.Store.SaveJoint(ctx, j, s.event(o.About(), who, JointReturned, string(JointSigning), string(JointPlanned), reason)); err != nil {
		return nil, err
	}
	to := unique(append(j.Team(), j.ClosedBy))
	return j, s.say(ctx, Notice{
		Kind: "joint_returned", Key: fmt.Sprintf("%s/returned/%d", o.About(), j.Version), To: without(to, who), Class: ClassNews, About: o.About(), Occurrence: o, Joint: j,
		Words: map[string]string{"who": r.Name(who), "reason": reason},
	})
}

// send ends a signed record: the occurrence is done, and the record waits for
// the next joint meeting (JI-08).
func (s *Service) send(ctx context.Context, r *Roster, j *JointInspection, o *Occurrence, who string) error {
	j.State, j.SentAt = JointSent, s.Now
	if err := s.Store.SaveJoint(ctx, j, s.event(o.About(), who, JointSigned, string(JointSigning), string(JointSent), "")); err != nil {
		return err
	}
	if o.Owed(s.Now) {
		if err := s.conclude(ctx, o, s.Now, s.event(o.About(), who, Inspected, string(o.State), "", "")); err != nil {
			return err
		}
	}
	return s.say(ctx, Notice{
		Kind: "joint_done", Key: o.About() + "/done", To: without(unique(append(j.Team(), s.office(r)...)), who), Class: ClassNews,
		About: o.About(), Occurrence: o, Joint: j,
	})
}

// JointsForMeeting are the signed joint inspections that no joint meeting has
// taken up yet, the latest first.
func (s *Service) JointsForMeeting(ctx context.Context) ([]*JointInspection, error) {
	return s.Store.Joints(ctx, JointQuery{Waiting: true})
}

// TakeUpJoint notes the joint meeting that dealt with a record. Taking it up
// again changes nothing.
func (s *Service) TakeUpJoint(ctx context.Context, id, who, meeting string) (err error) {
	defer wrap(&err, "take up %s", id)
	j, o, _, err := s.joint(ctx, id)
	if err != nil || j.Meeting != "" {
		return err
	}
	if j.State != JointSent {
		return Refuse("%s的联合检查还没有签完字，不能上会。", periodName(j.Period))
	}
	j.Meeting = meeting
	return s.Store.SaveJoint(ctx, j, s.event(o.About(), who, JointTakenUp, string(j.State), string(j.State), meeting))
}
