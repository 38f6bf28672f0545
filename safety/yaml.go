package safety

import "encoding"

// textOf reads a value of a YAML file as text. Types that only had UnmarshalText
// would make the YAML library print the whole file for each of their values.
func textOf(value func(any) error, into encoding.TextUnmarshaler) error {
	var text string
	if err := value(&text); err != nil {
		return err
	}
	return into.UnmarshalText([]byte(text))
}
