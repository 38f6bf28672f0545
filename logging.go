package main

import (
	"io"
	"log/slog"
	"strings"

	"gridwarden/config"
)

// newLog writes what happens for people (text) or machines (json). Values under
// names that hold secrets are struck out whatever they are.
func newLog(l config.Log, to io.Writer) *slog.Logger {
	var level slog.Level
	if level.UnmarshalText([]byte(l.Level)) != nil {
		level = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: level, ReplaceAttr: strike}
	if l.Format == "json" {
		return slog.New(slog.NewJSONHandler(to, o))
	}
	return slog.New(slog.NewTextHandler(to, o))
}

// secretNames are attributes nobody may log (promises.md S16).
var secretNames = []string{"secret", "token", "password", "aes_key", "dsn", "code", "mobile"}

func strike(_ []string, a slog.Attr) slog.Attr {
	for _, name := range secretNames {
		if strings.EqualFold(a.Key, name) || strings.HasSuffix(strings.ToLower(a.Key), "_"+name) {
			return slog.String(a.Key, "***")
		}
	}
	return a
}
