package wecom

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	jpg "image/jpeg"
	"image/png"
	"testing"
)

// picture is a small drawing.
func picture() image.Image {
	img := image.NewRGBA(image.Rect(0, 0, 16, 8))
	for x := range 16 {
		img.Set(x, x/2, color.RGBA{200, uint8(10 * x), 30, 255})
	}
	return img
}

// withSegments puts segments behind the head of a JPEG file.
func withSegments(t *testing.T, segments ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpg.Encode(&b, picture(), nil); err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	return append(append(bytes.Clone(data[:2]), bytes.Join(segments, nil)...), data[2:]...)
}

func segment(marker byte, body string) []byte {
	s := []byte{0xFF, marker, 0, 0}
	binary.BigEndian.PutUint16(s[2:], uint16(len(body)+2))
	return append(s, body...)
}

// exif says how the camera was held, and where it was.
func exif(held byte) string {
	return "Exif\x00\x00II*\x00\x08\x00\x00\x00\x02\x00" +
		"\x12\x01\x03\x00\x01\x00\x00\x00" + string(rune(held)) + "\x00\x00\x00" +
		"\x25\x88\x04\x00\x01\x00\x00\x00\x26\x00\x00\x00" + "\x00\x00\x00\x00GPS-3126-secret"
}

func TestPicturesGoOutWithoutWhatTheirFilesSay(t *testing.T) {
	for _, c := range []struct {
		name string
		data []byte
		held byte // as the bare picture still says; 0: not at all
	}{
		{"nothing to take away", withSegments(t), 0},
		{"where it was taken", withSegments(t, segment(0xE1, exif(6)), segment(0xFE, "secret comment")), 6},
		{"held upright", withSegments(t, segment(0xE1, exif(1))), 0},
		{"an unknown application", withSegments(t, segment(0xED, "Photoshop secret")), 0},
		{"exif cut short", withSegments(t, segment(0xE1, exif(6)[:16])), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := bare(c.data)
			for _, said := range []string{"secret", "GPS", "Photoshop"} {
				if bytes.Contains(got, []byte(said)) {
					t.Errorf("%q is still there", said)
				}
			}
			if _, err := jpg.Decode(bytes.NewReader(got)); err != nil {
				t.Errorf("the picture is spoilt: %v", err)
			}
			held := byte(0)
			if i := bytes.Index(got, []byte("\x01\x12\x00\x03\x00\x00\x00\x01\x00")); i >= 0 {
				held = got[i+9]
			}
			if held != c.held {
				t.Errorf("held as %d, want %d", held, c.held)
			}
			if again := bare(got); !bytes.Equal(again, got) {
				t.Error("a bare picture is not left as it is")
			}
		})
	}
}

func TestPNGPicturesGoOutWithoutTexts(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, picture()); err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	const headEnd = 8 + 25 // signature and IHDR
	chunk := append([]byte{0, 0, 0, 6}, "tEXtsecret\x00\x00\x00\x00"...)
	got := bare(append(append(bytes.Clone(data[:headEnd]), chunk...), data[headEnd:]...))
	if !bytes.Equal(got, data) {
		t.Errorf("the text is still there, or the picture is another: %d bytes, want %d", len(got), len(data))
	}
}

func FuzzBarePicturesAreNeverLonger(f *testing.F) {
	f.Add([]byte("\xFF\xD8\xFF\xE1\x00\x10Exif\x00\x00II*\x00\x08\x00\x00\x00"))
	f.Add([]byte(pngHead + "\x00\x00\x00\x06tEXtsecret\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if got := bare(data); len(got) > len(data)+36 {
			t.Errorf("%d bytes became %d", len(data), len(got))
		}
	})
}
