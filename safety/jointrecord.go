package safety

import (
	"context"
	"fmt"
)

// A JointRecord is the record of a joint inspection (联合检查记录, domain.md 9.6,
// 15) with everything in it named, ready for a template.
type JointRecord struct {
	Period      string
	Where       string
	Day         string
	Assembly    string
	Bodies      []RecordBody
	Targets     []RecordTarget
	Fixed       int // on the spot, with pictures
	Proofs      int // pictures of them
	Registered  int
	Proposals   []RecordProposal
	Communities []RecordCommunity
	LookBack    []LookBack
	Remarks     string
	Signed      []string // names
	Sheets      int      // pictures of the signed sheet
	SentAt      string
}

// A RecordBody is a department with who came, or why nobody did.
type RecordBody struct {
	Name string
	Came []string
	Why  string
}

// A RecordTarget is a target with what came of it.
type RecordTarget struct {
	Name    string
	Why     string
	By      string
	Passed  int
	Failed  int
	Lines   []string // failed items: what, and what was done
	Skipped string
}

// A RecordProposal is a hazard that should be handed over.
type RecordProposal struct {
	No, What, To string
}

// A RecordCommunity is a community with what was wanting.
type RecordCommunity struct {
	Name    string
	Wanting []string
}

// JointRecord gathers the record for who organised it or took part.
func (s *Service) JointRecord(ctx context.Context, id, who string) (rec JointRecord, err error) {
	defer wrap(&err, "record of %s", id)
	j, o, err := s.Joint(ctx, id, who)
	if err != nil {
		return rec, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return rec, err
	}
	rec = JointRecord{
		Period: periodName(o.Period), Where: r.Where(o.Grid), Assembly: j.Assembly, LookBack: j.LookBack, Remarks: j.Remarks, Sheets: len(j.Sheets),
	}
	if !o.Planned.IsZero() {
		rec.Day = o.Planned.In(Shanghai).Format("2006年1月2日")
	}
	if !j.SentAt.IsZero() {
		rec.SentAt = j.SentAt.In(Shanghai).Format("2006年1月2日")
	}
	for _, body := range s.Policy.Joint.Bodies {
		b := RecordBody{Name: s.Policy.Bodies.Display(body), Why: j.Why(body)}
		for _, p := range j.Of(body) {
			if p.Coming == Came {
				b.Came = append(b.Came, r.Name(p.Member))
			}
			if !p.Signed.IsZero() {
				rec.Signed = append(rec.Signed, r.Name(p.Member))
			}
		}
		rec.Bodies = append(rec.Bodies, b)
	}
	for _, t := range j.Targets {
		if err := s.recordTarget(ctx, r, t, &rec); err != nil {
			return rec, err
		}
	}
	for _, c := range j.Communities {
		rc := RecordCommunity{Name: r.Where(c.Grid)}
		for _, f := range c.Findings {
			if f.Answer == Fail {
				rc.Wanting = append(rc.Wanting, f.Text+"："+f.Note)
			}
		}
		rec.Communities = append(rec.Communities, rc)
	}
	return rec, nil
}

func (s *Service) recordTarget(ctx context.Context, r *Roster, t Target, rec *JointRecord) error {
	rt := RecordTarget{Name: r.TargetName(t), By: r.Name(t.By), Skipped: t.Skipped}
	for i, reason := range t.Reasons {
		if i > 0 {
			rt.Why += "；"
		}
		rt.Why += reason.Text
	}
	if t.Visit != "" {
		v, err := s.Store.Inspection(ctx, t.Visit)
		if err != nil {
			return err
		}
		rt.Passed, rt.Failed = v.Count(Pass), v.Count(Fail)
		for _, f := range v.Findings {
			if f.Answer != Fail {
				continue
			}
			switch f.Remedy {
			case FixedOnSpot:
				rec.Fixed++
				rec.Proofs += len(f.After)
			case NewHazard:
				rec.Registered++
			}
			rt.Lines = append(rt.Lines, fmt.Sprintf("%s：%s（%s，%s）", f.Text, f.Note, f.Remedy, f.Hazard))
		}
	}
	for _, p := range t.Propose {
		h, err := s.Store.Hazard(ctx, p.Hazard)
		if err != nil {
			return err
		}
		rec.Proposals = append(rec.Proposals, RecordProposal{No: h.No, What: short(h.What, 24), To: p.To})
	}
	rec.Targets = append(rec.Targets, rt)
	return nil
}
