package handlers

import (
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// firstLetters are the letters by which many type a name: the first of each
// syllable. What is no Chinese character stays as it is.
func firstLetters(name string) string {
	args := pinyin.NewArgs()
	args.Style = pinyin.FirstLetter
	args.Fallback = func(r rune, _ pinyin.Args) []string { return []string{string(r)} }
	return strings.Join(pinyin.LazyPinyin(name, args), "")
}
