package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// The events of a subject are a chain: each carries the hash of itself and of
// the link before, so that whoever changes or takes out one has to change all
// that follow (peers.md 7, row 66).

// linked is the link of an event behind another.
func (r eventRow) linked(before string) string {
	r.Link = before
	b, err := json.Marshal(r)
	if err != nil {
		panic("store: an event cannot be encoded: " + err.Error()) // it has only texts and numbers
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// A BrokenLink is the first event of a subject that is not what was written.
type BrokenLink struct {
	Subject string
	Seq     int
}

func (b BrokenLink) String() string { return fmt.Sprintf("%s, event %d", b.Subject, b.Seq) }

// VerifyEvents reads the whole history and gives the first broken link of each
// subject, and how many events were read. Events of before there were links are
// taken as they are.
func (d *DB) VerifyEvents(ctx context.Context) (broken []BrokenLink, read int, err error) {
	defer wrap(&err, "verify events")
	rows, err := d.read.WithContext(ctx).Raw("SELECT * FROM events ORDER BY subject, seq").Rows()
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	var before eventRow
	bad := ""
	for rows.Next() {
		var r eventRow
		if err := d.read.ScanRows(rows, &r); err != nil {
			return nil, read, err
		}
		read++
		if r.Subject != before.Subject {
			before = eventRow{Subject: r.Subject}
		}
		whole := r.Seq == before.Seq+1 && (r.Link == "" && before.Link == "" || r.Link == r.linked(before.Link))
		if !whole && bad != r.Subject {
			bad = r.Subject
			broken = append(broken, BrokenLink{r.Subject, r.Seq})
		}
		before = r
	}
	return broken, read, rows.Err()
}
