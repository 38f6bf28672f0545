package wecomsim

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"math/rand/v2"
)

// count counts per kind, from 1. Sim.mu is held.
func (s *Sim) count(kind string) int64 {
	s.counters[kind]++
	return s.counters[kind]
}

// digest is the n-th random block of a kind under the seed.
func (s *Sim) digest(kind string, n int64) [32]byte {
	b := binary.BigEndian.AppendUint64([]byte(kind+"\x00"), uint64(n))
	return sha256.Sum256(binary.BigEndian.AppendUint64(b, uint64(s.cfg.Seed)))
}

// newID is a new opaque id of a kind: bytes of randomness in base64url. Sim.mu is
// held.
func (s *Sim) newID(kind string, bytes int) string {
	n := s.count(kind)
	random := rand.NewChaCha8(s.digest(kind, n))
	b := make([]byte, bytes)
	_, _ = random.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// dice are the random choices of one thing that happens.
func (s *Sim) dice(kind string, n int64) *rand.Rand {
	return rand.New(rand.NewChaCha8(s.digest(kind, n)))
}
