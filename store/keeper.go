package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/ncruces/go-sqlite3"

	"gridwarden/bot"
)

const (
	keepWaiting = 1024 // messages that may wait to be kept; more are refused, so that memory stays bounded (promises.md F37)
	keepAtOnce  = 500
	keepTime    = 3 * time.Second // within the 3.5 s after which the platform is told to repeat (promises.md R1)
)

// ErrBusy says that more messages wait to be kept than can be.
var ErrBusy = errors.New("too many messages are being kept")

var errClosed = errors.New("database is closed")

// A keeper stores messages in groups: what arrives while one group is being
// committed is the next group, so a hundred callbacks cost a few commits.
type keeper struct {
	d    *DB
	in   chan keeping
	quit chan struct{}
	once sync.Once
	gone sync.WaitGroup
}

type keeping struct {
	ctx  context.Context
	m    keptMessage
	done chan kept // buffered
}

type kept struct {
	fresh bool
	err   error
}

func newKeeper(d *DB) *keeper {
	k := &keeper{d: d, in: make(chan keeping, keepWaiting), quit: make(chan struct{})}
	k.gone.Go(k.run)
	return k
}

// stop commits what waits and returns when that is done.
func (k *keeper) stop() {
	k.once.Do(func() { close(k.quit) })
	k.gone.Wait()
}

// Keep stores a message durably before it returns. See [bot.Inbox]. An error
// means that nobody knows whether it was stored; keeping it again settles that.
// When more wait than memory should hold, the error is ErrBusy.
func (d *DB) Keep(ctx context.Context, m bot.Message) (fresh bool, err error) {
	defer wrap(&err, "keep message %s", m.Key)
	one := keeping{ctx: ctx, done: make(chan kept, 1), m: keptMessage{
		Key: m.Key, Member: m.Member, Kind: string(m.Kind), At: ms(m.At), Body: encode(m),
		Kept: rand.Int64(), KeptAt: ms(d.now()),
	}}
	select {
	case <-d.keeper.quit:
		return false, errClosed
	default:
	}
	select {
	case d.keeper.in <- one:
	default:
		return false, ErrBusy
	}
	select {
	case k := <-one.done:
		return k.fresh, k.err
	case <-ctx.Done():
		return false, ctx.Err()
	case <-d.keeper.quit:
		d.keeper.gone.Wait()
		select {
		case k := <-one.done:
			return k.fresh, k.err
		default:
			return false, errClosed
		}
	}
}

func (k *keeper) run() {
	for {
		select {
		case first := <-k.in:
			k.keep(k.gather(first))
		case <-k.quit:
			for {
				select {
				case first := <-k.in:
					k.keep(k.gather(first))
				default:
					return
				}
			}
		}
	}
}

// gather takes what waits already, without waiting for more.
func (k *keeper) gather(first keeping) []keeping {
	group := []keeping{first}
	for len(group) < keepAtOnce {
		select {
		case one := <-k.in:
			group = append(group, one)
		default:
			return group
		}
	}
	return group
}

// keep commits a group and tells everybody in it. When one message spoils the
// statement for all, each is tried by itself.
func (k *keeper) keep(group []keeping) {
	var live []keeping
	for _, one := range group {
		if err := one.ctx.Err(); err != nil {
			one.done <- kept{err: err} // nobody waits any more
			continue
		}
		live = append(live, one)
	}
	if len(live) == 0 {
		return
	}
	tokens, err := k.commit(live)
	if err != nil && len(live) > 1 && spoilt(err) {
		for _, one := range live {
			k.keep([]keeping{one})
		}
		return
	}
	for _, one := range live {
		one.done <- kept{fresh: tokens[one.m.Key] == one.m.Kept, err: err}
	}
}

func (k *keeper) commit(group []keeping) (tokens map[string]int64, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), keepTime)
	defer cancel()
	rows := make([]keptMessage, 0, len(group))
	seen := make(map[string]bool, len(group))
	for _, one := range group {
		if !seen[one.m.Key] {
			seen[one.m.Key] = true
			rows = append(rows, one.m)
		}
	}
	err = k.d.Tx(ctx, func(t *Tx) error {
		tokens, err = t.addMessages(ctx, rows)
		return err
	})
	return tokens, err
}

// spoilt says that the database refused the data, not the connection.
func spoilt(err error) bool {
	var my *mysql.MySQLError
	return errors.As(err, &my) || errors.Is(err, sqlite3.CONSTRAINT) || errors.Is(err, sqlite3.ERROR) || errors.Is(err, sqlite3.MISMATCH) || errors.Is(err, sqlite3.TOOBIG)
}
