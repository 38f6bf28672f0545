package main

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

var updateScreenshots = flag.Bool("update-screenshots", false, "write what the browser shows into docs/screenshots")

// pictures keeps what the page shows now as a screenshot of the README, when it
// is asked to.
func (h *hand) pictures(name string) {
	h.T.Helper()
	if !*updateScreenshots {
		return
	}
	h.Do("take the mouse away", chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, 2, 2))
	h.still()
	shot, err := chromedp.Run(h.Context, chromedp.CaptureScreenshot())
	if err != nil {
		h.Breaks("take the picture "+name, err)
	}
	img, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		h.T.Fatal(err)
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, paletted(img)); err != nil {
		h.T.Fatal(err)
	}
	folder := filepath.Join("docs", "screenshots")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		h.T.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), out.Bytes(), 0o644); err != nil {
		h.T.Fatal(err)
	}
	h.T.Logf("%s.png: %d kB", name, out.Len()>>10)
}

// paletted gives a picture the 256 colours it needs most, which makes its file a
// third: the frequent ones as they are, of the others those that differ.
func paletted(img image.Image) *image.Paletted {
	count := map[color.Color]int{}
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			count[img.At(x, y)]++
		}
	}
	byUse := slices.SortedFunc(maps.Keys(count), func(a, b color.Color) int { return count[b] - count[a] })
	var p color.Palette
	for apart := uint32(48); apart > 0 && len(p) < 256; apart /= 2 {
		for _, c := range byUse {
			if len(p) < 256 && (len(p) == 0 || distance(c, p.Convert(c)) >= apart) {
				p = append(p, c)
			}
		}
	}
	nearest := map[color.Color]uint8{}
	for c := range count {
		nearest[c] = uint8(p.Index(c))
	}
	out := image.NewPaletted(img.Bounds(), p)
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			out.SetColorIndex(x, y, nearest[img.At(x, y)])
		}
	}
	return out
}

// distance is how far apart two colours are, in shades of 256.
func distance(a, b color.Color) uint32 {
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	apart := func(x, y uint32) uint32 { return max(x, y)>>8 - min(x, y)>>8 }
	return apart(ar, br) + apart(ag, bg) + apart(ab, bb)
}
