package safety

import "time"

// Shanghai is the zone of every decision (T-1). It has no summer time, so a
// fixed offset serves on machines without zone data.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// Day is 00:00 of a moment's day in Shanghai.
func Day(t time.Time) time.Time {
	y, m, d := t.In(Shanghai).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, Shanghai)
}

// At is a clock time on a moment's day in Shanghai.
func At(t time.Time, hour, minute int) time.Time {
	y, m, d := t.In(Shanghai).Date()
	return time.Date(y, m, d, hour, minute, 0, 0, Shanghai)
}

// Week is 00:00 of the Monday that begins a moment's week (T-2).
func Week(t time.Time) time.Time {
	day := Day(t)
	return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
}
