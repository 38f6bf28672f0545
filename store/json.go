package store

import (
	"encoding/json"
	"fmt"
)

// encode is a value as JSON text. Only values that can always be encoded are
// given to it: anything else is a mistake in the program.
func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("store: %T cannot be encoded: %v", v, err))
	}
	return string(b)
}

// decode reads what encode wrote; empty text leaves v as it is.
func decode(text string, v any) error {
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return fmt.Errorf("decode stored %T: %w", v, err)
	}
	return nil
}
