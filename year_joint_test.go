package main

import (
	"fmt"

	"gridwarden/safety"
)

// joins moves a joint inspection on: a day is fixed, they go, and sign.
func (y *year) joins(o *safety.Occurrence, head string) {
	now := y.clock.Now()
	switch day := safety.Day(now); {
	case o.State != safety.Open || !y.program.policy.Calendar.IsWorkday(now):
	case o.Planned.IsZero() && y.r.IntN(12) == 0:
		y.within(func(s *safety.Service) error {
			_, _, err := s.FixDate(y.ctx, o.ID, head, s.Policy.Calendar.AddWorkdays(day, 6), "街道院内集合", "")
			return err
		})
	case !o.Planned.IsZero() && safety.Day(o.Planned).Equal(day):
		y.goesJointly(o, head)
	}
}

// goesJointly does in one go what a team does on its day.
func (y *year) goesJointly(o *safety.Occurrence, head string) {
	step := func(do func(s *safety.Service, j *safety.JointInspection) error) {
		y.within(func(s *safety.Service) error {
			j, _, err := s.Joint(y.ctx, o.ID, head)
			if err != nil {
				return err
			}
			return do(s, j)
		})
	}
	for _, target := range y.joint(o.ID).Targets {
		y.cases++
		step(func(s *safety.Service, _ *safety.JointInspection) error {
			task, err := s.JointTask(y.ctx, o.ID, target.Key(), head)
			if err != nil {
				return err
			}
			v := allFine(task)
			v.Photos = []string{pick(y.r, y.photos)}
			_, err = s.FinishTarget(y.ctx, fmt.Sprintf("year-target-%d", y.cases), head, v, nil)
			return err
		})
	}
	step(func(s *safety.Service, j *safety.JointInspection) error {
		var came []string
		why := map[safety.BodyKind]string{}
		for _, p := range j.Participants {
			came = append(came, p.Member)
		}
		for _, kind := range s.Policy.Joint.Must {
			why[kind] = "当天另有安排"
		}
		_, err := s.RecordAttendance(y.ctx, o.ID, head, came, why)
		return err
	})
	for _, community := range y.roster.GridsAt(safety.Community) {
		step(func(s *safety.Service, _ *safety.JointInspection) error {
			var fs []safety.Finding
			for _, item := range s.CommunityItems() {
				fs = append(fs, safety.Finding{Item: item.ID, Text: item.Text, Answer: safety.Pass})
			}
			_, err := s.CheckCommunity(y.ctx, o.ID, head, community.Code, fs)
			return err
		})
	}
	step(func(s *safety.Service, _ *safety.JointInspection) error {
		list, err := s.LastFindings(y.ctx, o.ID, head)
		if err != nil {
			return err
		}
		var fs []safety.Finding
		for _, l := range list {
			fs = append(fs, safety.Finding{Item: l.Subject, Answer: safety.Pass})
		}
		_, err = s.LookBackAt(y.ctx, fmt.Sprintf("year-look-%d", y.cases), o.ID, head, fs)
		return err
	})
	step(func(s *safety.Service, _ *safety.JointInspection) error {
		_, err := s.CloseJoint(y.ctx, o.ID, head, "问题已交办，下季度回头看")
		return err
	})
	for _, p := range y.joint(o.ID).Participants {
		step(func(s *safety.Service, _ *safety.JointInspection) error {
			_, err := s.SignJoint(y.ctx, o.ID, p.Member)
			return err
		})
	}
	if y.joint(o.ID).State == safety.JointSent {
		y.did["joint inspections"]++
	}
}
