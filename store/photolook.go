package store

import (
	"image"

	"golang.org/x/image/draw"
)

// lookOf is the difference hash of a picture: scaled to 9 × 8 grey fields, one
// bit for every two neighbours of a row, set when the left one is brighter.
// Another size, stronger compression or other brightness leave nearly all bits
// as they are; another scene changes about half of the 64. How many may differ
// for two pictures to be one is decided in [safety.Photo.Same].
func lookOf(img image.Image) uint64 {
	const wide, high = 9, 8
	// In two steps: the fine filter costs by the size of what it reads.
	middle := image.NewRGBA(image.Rect(0, 0, 16*wide, 16*high))
	draw.ApproxBiLinear.Scale(middle, middle.Bounds(), img, img.Bounds(), draw.Src, nil)
	small := image.NewGray(image.Rect(0, 0, wide, high))
	draw.CatmullRom.Scale(small, small.Bounds(), middle, middle.Bounds(), draw.Src, nil)
	var look uint64
	for y := range high {
		for x := range wide - 1 {
			look <<= 1
			if small.GrayAt(x, y).Y > small.GrayAt(x+1, y).Y {
				look |= 1
			}
		}
	}
	return look
}
