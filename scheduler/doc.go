// Package scheduler is the clockwork of the program: the plan of what is done
// when ([Plan], [Runner]), the deliverer that takes posts from the outbox to the
// members ([Deliverer]), and the fetching of pictures ([PhotoFetcher]).
//
// Nothing here trusts a timer. Ticks only say "look now"; what is due stands in
// the database, and a moment is always given. So the same code runs for real
// and in a replay, where days pass in seconds.
//
// To add a duty, add a line to the Plan. To add a class of post, add it to
// bot.Class and to the policy's delivery classes. To add a reason for which a
// delivery waits or ends, add a Verdict with its words.
package scheduler
