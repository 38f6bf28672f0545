package scheduler

import "time"

// quick is how many tries follow each other within seconds (promises.md F31).
const quick = 3

// backoff is how long to wait after so many failures: seconds while it may be a
// hiccup, then from half a minute up to ten minutes. The wait is kept as the
// next moment of the row, so that a restart does not shorten it.
func backoff(failures int) time.Duration {
	if failures <= quick {
		return time.Second << max(failures-1, 0)
	}
	return min(30*time.Second<<min(failures-quick-1, 10), 10*time.Minute)
}
