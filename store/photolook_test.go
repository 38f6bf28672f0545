package store

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gridwarden/safety"
)

// scene paints an invented corridor: walls of soft light and some objects, the
// same for the same seed.
func scene(seed uint64, width, height int) *image.RGBA {
	r := rand.New(rand.NewPCG(seed, 1))
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	type blob struct{ x, y, size, light float64 }
	blobs := make([]blob, 14)
	for i := range blobs {
		blobs[i] = blob{r.Float64(), r.Float64(), 0.06 + 0.2*r.Float64(), 160*r.Float64() - 80}
	}
	slopeX, slopeY := 80*r.Float64()-40, 80*r.Float64()-40
	for y := range height {
		for x := range width {
			fx, fy := float64(x)/float64(width), float64(y)/float64(height)
			v := 128 + slopeX*(fx-0.5) + slopeY*(fy-0.5)
			for _, b := range blobs {
				v += b.light * math.Exp(-((fx-b.x)*(fx-b.x)+(fy-b.y)*(fy-b.y))/(b.size*b.size))
			}
			c := uint8(min(max(v, 0), 255))
			img.SetRGBA(x, y, color.RGBA{c, c - c/8, c - c/5, 255})
		}
	}
	return img
}

func jpegOf(t testing.TB, img image.Image, quality int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func brighter(img *image.RGBA, by int) *image.RGBA {
	out := image.NewRGBA(img.Bounds())
	for i, v := range img.Pix {
		out.Pix[i] = v
		if i%4 != 3 {
			out.Pix[i] = uint8(min(max(int(v)+by, 0), 255))
		}
	}
	return out
}

func photoOf(t testing.TB, data []byte) safety.Photo {
	t.Helper()
	p, refused, err := newJudge().look(t.Context(), data)
	if err != nil || refused != "" {
		t.Fatal(refused, err)
	}
	return safety.Photo{SHA256: fmt.Sprint(len(data), crc32.ChecksumIEEE(data)), Look: p.look}
}

// The same picture is known again when it was encoded anew, scaled or brightened;
// another picture of the same trade is not taken for it.
func TestSamePictureIsKnownAgain(t *testing.T) {
	const scenes = 40
	photos := make([]safety.Photo, scenes)
	for i := range photos {
		img := scene(uint64(i), 480, 360)
		photos[i] = photoOf(t, jpegOf(t, img, 90))
		for name, data := range map[string][]byte{
			"compressed": jpegOf(t, img, 30),
			"as png":     pngOf(t, img),
			"brighter":   jpegOf(t, brighter(img, 20), 85),
			"darker":     jpegOf(t, brighter(img, -20), 85),
			"smaller":    jpegOf(t, scene(uint64(i), 240, 180), 80),
		} {
			if again := photoOf(t, data); !photos[i].Same(again) {
				t.Errorf("scene %d %s is not known again: %016x and %016x", i, name, photos[i].Look, again.Look)
			}
		}
	}
	for i := range photos {
		for j := range i {
			if photos[i].Same(photos[j]) {
				t.Errorf("scenes %d and %d are taken for one", i, j)
			}
		}
	}
}

// A border of a fortieth on each side cut off moves every field of the grid by
// little: most such copies are known again, and that is all that is promised.
func TestCroppedPictureIsMostlyKnownAgain(t *testing.T) {
	const scenes = 40
	known := 0
	for i := range scenes {
		img := scene(uint64(i), 480, 360)
		cropped := img.SubImage(image.Rect(12, 9, 468, 351))
		if photoOf(t, jpegOf(t, img, 90)).Same(photoOf(t, jpegOf(t, cropped, 90))) {
			known++
		}
	}
	if known < scenes*8/10 {
		t.Errorf("%d of %d cropped pictures are known again, want at least four of five", known, scenes)
	}
}

// header is a PNG that claims a size and holds nothing.
func header(width, height uint32) []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")
	b = append(b, byte(width>>24), byte(width>>16), byte(width>>8), byte(width), byte(height>>24), byte(height>>16), byte(height>>8), byte(height), 8, 2, 0, 0, 0)
	sum := crc32.ChecksumIEEE(b[12:])
	return append(b, byte(sum>>24), byte(sum>>16), byte(sum>>8), byte(sum))
}

var notKept = map[string]struct {
	data []byte
	says string
}{
	"empty":        {nil, "不是 JPG"},
	"text":         {[]byte("<html><script>alert(1)</script>"), "不是 JPG"},
	"gif":          {[]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), "不是 JPG"},
	"bomb":         {header(40_000, 40_000), "像素太多"},
	"too wide":     {header(1<<31-1, 2), "像素太多"},
	"cut header":   {header(10, 10)[:20], "打不开"},
	"cut picture":  {header(10, 10), "不完整"},
	"only a start": {[]byte("\xff\xd8\xff\xe0\x00\x10JFIF"), "打不开"},
	"too large":    {append([]byte("\xff\xd8\xff"), make([]byte, maxPhoto)...), "20 MB"},
}

func TestWhatIsNoPhotoIsRefusedInWords(t *testing.T) {
	for name, c := range notKept {
		_, refused, err := newJudge().look(t.Context(), c.data)
		if err != nil || !strings.Contains(refused, c.says) {
			t.Errorf("%s: %q, %v; want words with %q", name, refused, err, c.says)
		}
	}
}

func FuzzLook(f *testing.F) {
	for _, c := range notKept {
		if len(c.data) < 1000 {
			f.Add(c.data)
		}
	}
	f.Add(pngOf(f, scene(1, 20, 20)))
	f.Add(jpegOf(f, scene(1, 20, 20), 50))
	j := newJudge()
	f.Fuzz(func(t *testing.T, data []byte) {
		p, refused, err := j.look(t.Context(), data)
		if err != nil || refused == "" && p.mime == "" {
			t.Errorf("look: %+v, %q, %v", p, refused, err)
		}
	})
}

// BenchmarkLook is the work on one picture of twelve megapixels.
func BenchmarkLook(b *testing.B) {
	data := jpegOf(b, scene(3, 4000, 3000), 85)
	j := newJudge()
	for b.Loop() {
		if _, refused, err := j.look(b.Context(), data); refused != "" || err != nil {
			b.Fatal(refused, err)
		}
	}
}
