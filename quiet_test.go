package main

import (
	"io"
	"log/slog"
)

// quietLog swallows what the program logs in a story.
var quietLog = slog.New(slog.NewTextHandler(io.Discard, &slog.HandlerOptions{Level: slog.LevelError + 1}))
