package config

import "log/slog"

// A Secret prints as *** wherever it is printed, logged or encoded; only Reveal
// gives it away.
type Secret string

// Reveal is the secret itself.
func (s Secret) Reveal() string { return string(s) }

func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "***"
}

// GoString keeps %#v from telling.
func (s Secret) GoString() string { return `"` + s.String() + `"` }

// MarshalText keeps JSON and YAML from telling.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue keeps slog from telling.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
