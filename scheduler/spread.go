package scheduler

import (
	"hash/fnv"
	"time"
)

// spread moves a uniform mass reminder to a second within the window after its
// instant, always the same for one post, and never in minute 0 or 30, which the
// platform asks to leave free (wecom-api.md 4.8).
func spread(due time.Time, window time.Duration, key string) time.Time {
	seconds := int64(window / time.Second)
	if seconds < 120 {
		return due
	}
	h := fnv.New64a()
	h.Write([]byte(key)) // never fails
	at := due.Add(time.Duration(int64(h.Sum64()>>1)%seconds) * time.Second)
	if at.Minute()%30 != 0 {
		return at
	}
	if later := at.Add(time.Minute); later.Before(due.Add(window)) {
		return later
	}
	return at.Add(-time.Minute) // the window ends within the crowded minute
}
