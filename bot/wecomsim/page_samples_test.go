package wecomsim

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/bits"
	"testing"

	"golang.org/x/image/draw"
)

// differenceHash is the usual dHash: 64 bits, each telling whether a spot of the
// picture, shrunk to 9 by 8 greys, is brighter than the one to its right.
func differenceHash(t *testing.T, data []byte) uint64 {
	t.Helper()
	picture, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	small := image.NewGray(image.Rect(0, 0, 9, 8))
	draw.ApproxBiLinear.Scale(small, small.Bounds(), picture, picture.Bounds(), draw.Src, nil)
	var hash uint64
	for y := range 8 {
		for x := range 8 {
			hash <<= 1
			if small.GrayAt(x, y).Y > small.GrayAt(x+1, y).Y {
				hash |= 1
			}
		}
	}
	return hash
}

func TestSamplesCannotBeTakenForOneAnother(t *testing.T) {
	const clearly = 12 // photos of the same thing differ by less than this
	hashes := make([]uint64, len(samples))
	for i, s := range samples {
		hashes[i] = differenceHash(t, s.JPEG())
		for k := range i {
			if d := bits.OnesCount64(hashes[i] ^ hashes[k]); d < clearly {
				t.Errorf("%s and %s differ by only %d of 64 bits", s.Name, samples[k].Name, d)
			}
		}
	}
}

func TestSamplesAreNamedPairedAndOfOneSize(t *testing.T) {
	for _, s := range samples {
		if s.Chinese == "" || s.English == "" {
			t.Errorf("%s has no name in one of the languages", s.Name)
		}
		if s.Pair != "" {
			if other := SampleNamed(s.Pair); other == nil || other.Pair != s.Name {
				t.Errorf("%s says it belongs to %s, which does not say so", s.Name, s.Pair)
			}
		}
		config, err := jpeg.DecodeConfig(bytes.NewReader(s.JPEG()))
		if err != nil || config.Width != sampleWidth || config.Height != sampleHeight {
			t.Errorf("%s: %d×%d, %v", s.Name, config.Width, config.Height, err)
		}
	}
}

func TestDrawingTwiceGivesTheSamePicture(t *testing.T) {
	for _, s := range samples {
		again := Sample{Name: s.Name, paint: s.paint}
		if !bytes.Equal(again.JPEG(), s.JPEG()) {
			t.Errorf("%s came out differently", s.Name)
		}
	}
}
