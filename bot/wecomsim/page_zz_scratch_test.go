package wecomsim

import (
	"image"
	"image/png"
	"os"
	"testing"
	"bytes"
	"image/jpeg"
	"golang.org/x/image/draw"
)

func TestZZScratchRender(t *testing.T) {
	names := os.Getenv("ONLY")
	var list []*Sample
	for _, s := range samples {
		if names == "" || bytes.Contains([]byte(names), []byte(s.Name)) {
			list = append(list, s)
		}
	}
	cols := 2
	w, h := 760, 570
	if len(list) > 6 { cols, w, h = 4, 480, 360 }
	rows := (len(list) + cols - 1) / cols
	sheet := image.NewRGBA(image.Rect(0, 0, cols*w, rows*h))
	for i, s := range list {
		im, err := jpeg.Decode(bytes.NewReader(s.JPEG()))
		if err != nil { t.Fatal(err) }
		x, y := i%cols*w, i/cols*h
		draw.CatmullRom.Scale(sheet, image.Rect(x+2, y+2, x+w-2, y+h-2), im, im.Bounds(), draw.Src, nil)
	}
	f, _ := os.Create("/tmp/pg/sheet.png")
	png.Encode(f, sheet)
	f.Close()
}
