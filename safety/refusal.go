package safety

import (
	"errors"
	"fmt"
)

// A Refusal is a no to a member, in words the member understands. Every other
// error is the program's fault.
type Refusal struct {
	text string
	over bool
}

// Refuse makes a Refusal from a sentence.
func Refuse(format string, args ...any) error { return &Refusal{text: fmt.Sprintf(format, args...)} }

func (r *Refusal) Error() string { return r.text }

// Sentence is what the member is told.
func (r *Refusal) Sentence() string { return r.text }

// Over says that the matter has moved on, so that trying again is of no use.
func (r *Refusal) Over() bool { return r.over }

// ignore is an error unless it is one that does not matter.
func ignore(err, such error) error {
	if errors.Is(err, such) {
		return nil
	}
	return err
}

// ErrNotFound is returned by a Store for what it does not hold.
var ErrNotFound = errors.New("not found")

// ErrStale is returned by a Store when what is saved has been changed by
// another since it was read; the whole transaction is repeated.
var ErrStale = errors.New("changed by another meanwhile")
