package wecomsim

import "image/color"

// letters are the few signs the sample pictures show, as pen strokes in a
// square of 100 by 100.
var letters = map[rune]string{
	'消': "M 12 14 L 26 26 M 6 42 L 20 52 M 8 92 L 26 64 M 66 6 L 66 34 M 44 12 L 54 28 M 90 12 L 78 28 M 44 40 L 44 94 M 44 40 L 90 40 L 90 92 L 80 92 M 44 56 L 90 56 M 44 72 L 90 72",
	'防': "M 12 10 L 12 94 M 12 10 L 38 10 L 24 38 Q 42 46 38 58 Q 34 68 22 64 M 66 6 L 70 18 M 44 28 L 94 28 M 66 28 Q 64 70 42 92 M 64 52 L 88 52 Q 88 90 76 92 L 68 88",
	'通': "M 12 10 L 24 22 M 6 40 L 24 40 L 18 72 M 4 84 Q 18 70 30 82 Q 50 92 96 90 M 42 10 L 84 10 L 66 22 M 58 16 L 68 24 M 42 30 L 42 78 M 42 30 L 88 30 L 88 78 L 80 78 M 42 46 L 88 46 M 42 62 L 88 62 M 65 30 L 65 78",
	'道': "M 12 10 L 24 22 M 6 40 L 24 40 L 18 72 M 4 84 Q 18 70 30 82 Q 50 92 96 90 M 48 6 L 54 16 M 80 6 L 72 16 M 38 22 L 94 22 M 66 22 L 60 34 M 46 34 L 86 34 L 86 78 L 46 78 Z M 46 48 L 86 48 M 46 63 L 86 63",
	'出': "M 50 6 L 50 90 M 18 22 L 18 46 L 82 46 M 82 22 L 82 46 M 10 60 L 10 90 L 90 90 M 90 60 L 90 90",
	'口': "M 18 18 L 82 18 L 82 84 L 18 84 Z",
	'小': "M 50 8 L 50 90 L 38 84 M 24 36 L 10 66 M 76 36 L 92 66",
	'店': "M 52 4 L 56 14 M 14 20 L 94 20 M 20 20 Q 20 70 6 94 M 56 26 L 56 56 M 56 40 L 84 40 M 34 56 L 82 56 L 82 90 L 34 90 Z",
	'0': "M 50 12 C 84 12 84 88 50 88 C 16 88 16 12 50 12 Z",
	'1': "M 30 28 L 52 12 L 52 88",
	'2': "M 24 32 C 24 4 76 4 76 32 C 76 50 40 64 24 88 L 78 88",
	'3': "M 26 18 L 74 18 L 48 44 C 86 44 84 88 50 88 Q 32 88 24 74",
	'6': "M 68 14 Q 28 30 24 64 C 24 96 76 96 76 64 C 76 38 32 38 26 60",
	'9': "M 32 86 Q 72 70 76 36 C 76 4 24 4 24 36 C 24 62 68 62 74 40",
}

// write draws a word with a pen of the given width; place puts the first
// letter's square, the others follow with the given step (in letter units).
func (c *canvas) write(col color.Color, pen float64, place placing, step float64, word string) {
	for i, r := range []rune(word) {
		shift := float64(i) * step
		c.stroke(col, pen, func(p pt) pt { return place(pt{p.x + shift, p.y}) }, letters[r])
	}
}
