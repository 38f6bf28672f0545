package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Redis is the [Coordination] of several replicas. When Redis cannot be reached,
// is full or holds something else under its keys, each process goes on by itself
// from memory and says so in the log once; nothing fails because of it
// (promises.md R14). Use [OpenRedis].
type Redis struct {
	client *redis.Client
	alone  *Memory
	log    *slog.Logger
	away   atomic.Bool
	rested atomic.Int64 // Unix milliseconds until which Redis is not asked, because it was away
}

var _ Coordination = (*Redis)(nil)

// What Redis holds, and for how long it may keep us waiting.
const (
	redisPrefix   = "gridwarden:"
	redisChannel  = redisPrefix + "nudges"
	redisPatience = 300 * time.Millisecond
	redisRest     = 2 * time.Second // between two tries while it is away
)

// OpenRedis reads a URL of the form redis://user:password@host:6379/0. It does
// not wait for Redis to be there. A nil log is slog.Default().
func OpenRedis(url string, log *slog.Logger) (*Redis, error) {
	o, err := redis.ParseURL(url)
	if err != nil {
		return nil, errors.New("open redis: the url is not of the form redis://host:6379/0") // the parser's text may hold the password
	}
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout = redisPatience, redisPatience, redisPatience
	o.MaxRetries = 1
	o.ContextTimeoutEnabled = true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	if log == nil {
		log = slog.Default()
	}
	return &Redis{client: redis.NewClient(o), alone: NewMemory(nil), log: log}, nil
}

// Close gives the connections back.
func (r *Redis) Close() error {
	if err := r.client.Close(); err != nil {
		return fmt.Errorf("close redis: %w", err)
	}
	return nil
}

// Ping says whether Redis answers.
func (r *Redis) Ping(ctx context.Context) error {
	if err := r.client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("reach redis: %w", err)
	}
	return nil
}

// ask runs fn against Redis and says whether Redis did its part. While Redis is
// away it is tried only now and then, so that nobody waits for it each time.
func (r *Redis) ask(ctx context.Context, fn func() error) bool {
	if time.Now().UnixMilli() < r.rested.Load() {
		return false
	}
	err := fn()
	if err == nil || errors.Is(err, redis.Nil) {
		if r.away.CompareAndSwap(true, false) {
			r.log.InfoContext(ctx, "redis is back")
		}
		return true
	}
	if ctx.Err() != nil {
		return false
	}
	if _, answered := errors.AsType[redis.Error](err); !answered {
		r.rested.Store(time.Now().Add(redisRest).UnixMilli())
	}
	if r.away.CompareAndSwap(false, true) {
		r.log.WarnContext(ctx, "redis is away, replicas go on by themselves", "error", err)
	}
	return false
}

// Nudge tells every replica; only this one while Redis is away. See [Coordination].
func (r *Redis) Nudge(ctx context.Context, topic string) {
	if !r.ask(ctx, func() error { return r.client.Publish(ctx, redisChannel, topic).Err() }) {
		r.alone.Nudge(ctx, topic)
	}
}

// Listen calls fn for every nudge until ctx ends. The client subscribes anew by
// itself when Redis comes back. See [Coordination].
func (r *Redis) Listen(ctx context.Context, fn func(topic string)) error {
	sub := r.client.Subscribe(ctx, redisChannel)
	nudges := sub.Channel(redis.WithChannelSize(pendingNudges))
	own, leave := r.alone.join()
	defer leave()
	for {
		select {
		case <-ctx.Done():
			if err := sub.Close(); err != nil {
				return fmt.Errorf("end listening: %w", err)
			}
			return nil
		case m, open := <-nudges:
			if !open {
				return errClosed
			}
			fn(m.Payload)
		case topic := <-own:
			fn(topic)
		}
	}
}

// Token is the stored token. See [Coordination].
func (r *Redis) Token(ctx context.Context, key string) (string, time.Time, error) {
	var got map[string]string
	ok := r.ask(ctx, func() (err error) {
		got, err = r.client.HGetAll(ctx, redisPrefix+key).Result()
		return err
	})
	if !ok {
		return r.alone.Token(ctx, key)
	}
	until, err := strconv.ParseInt(got["until"], 10, 64)
	if expires := time.UnixMilli(until); err == nil && got["token"] != "" && expires.After(time.Now()) {
		return got["token"], expires, nil
	}
	return "", time.Time{}, nil
}

// KeepToken stores a token until it expires. See [Coordination].
func (r *Redis) KeepToken(ctx context.Context, key, token string, expires time.Time) error {
	ok := r.ask(ctx, func() error {
		_, err := r.client.TxPipelined(ctx, func(p redis.Pipeliner) error {
			p.Del(ctx, redisPrefix+key)
			p.HSet(ctx, redisPrefix+key, "token", token, "until", expires.UnixMilli())
			p.PExpireAt(ctx, redisPrefix+key, expires)
			return nil
		})
		return err
	})
	if !ok {
		return r.alone.KeepToken(ctx, key, token, expires)
	}
	return nil
}

var dropToken = redis.NewScript(`if redis.call("HGET", KEYS[1], "token") == ARGV[1] then return redis.call("DEL", KEYS[1]) end return 0`)

// DropToken forgets the token if it is still this one. See [Coordination].
func (r *Redis) DropToken(ctx context.Context, key, token string) error {
	r.ask(ctx, func() error { return dropToken.Run(ctx, r.client, []string{redisPrefix + key}, token).Err() })
	return r.alone.DropToken(ctx, key, token) // it may have been kept while Redis was away
}

var addToCounter = redis.NewScript(`local n = redis.call("INCRBY", KEYS[1], ARGV[1])
if redis.call("PTTL", KEYS[1]) < 0 then redis.call("PEXPIREAT", KEYS[1], ARGV[2]) end
return n`)

// Count adds to a counter. See [Coordination].
func (r *Redis) Count(ctx context.Context, key string, n int, window time.Duration) (int, error) {
	begins := time.Now().Truncate(window)
	name := fmt.Sprintf("%scount:%s:%d", redisPrefix, windowKey(key, window), begins.UnixMilli())
	var got int
	ok := r.ask(ctx, func() (err error) {
		got, err = addToCounter.Run(ctx, r.client, []string{name}, n, begins.Add(window+time.Minute).UnixMilli()).Int()
		return err
	})
	if !ok {
		return r.alone.Count(ctx, key, n, window)
	}
	return got, nil
}
