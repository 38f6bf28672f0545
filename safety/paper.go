package safety

// readsPaper makes of a check that was done on paper what a visit has to show:
// the picture of the paper stands for the pictures of the place and of what
// failed, and nothing on it is fixed on the spot.
func (s *Service) readsPaper(t Task, v *Inspection) error {
	switch {
	case len(v.Photos) == 0:
		return Refuse("请拍纸质检查表的照片，要看得清日期、签名和每一项。")
	case v.Dated.After(s.Now):
		return Refuse("检查日期还没到，请核对一下。")
	case v.Dated.Before(Day(t.Occurrence.Opens)):
		return Refuse("这一期从%s开始，更早的检查不算这一期的。", t.Occurrence.Opens.In(Shanghai).Format("1月2日"))
	}
	for i := range v.Findings {
		if f := &v.Findings[i]; f.Answer == Fail {
			f.Remedy, f.After = NewHazard, nil
			if len(f.Before) == 0 {
				f.Before = v.Photos
			}
		}
	}
	return nil
}
