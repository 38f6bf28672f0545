package store

import (
	"bytes"
	"context"
	"image"
	_ "image/jpeg" // the two formats that are kept
	_ "image/png"
	"net/http"
)

// What is kept as a picture (promises.md S9).
const (
	maxPhoto  = 20 << 20
	maxPixels = 50_000_000
	decoders  = 2 // pictures decoded at once: a large one takes a hundred megabytes
)

// A judge looks at pictures, few at once.
type judge struct{ slots chan struct{} }

func newJudge() judge { return judge{make(chan struct{}, decoders)} }

// A picture is what was found out about bytes that may be kept.
type picture struct {
	mime string
	look uint64
}

// recorded is the type of a voice note or video of the platform's kinds
// (wecom-api.md 5.1), told by its first bytes; empty for anything else. Nobody
// here decodes them.
func recorded(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("#!AMR")), bytes.HasPrefix(data, []byte("#!SILK")), bytes.HasPrefix(data, []byte("\x02#!SILK")):
		return "audio/amr"
	case len(data) > 12 && string(data[4:8]) == "ftyp":
		return "video/mp4"
	}
	return ""
}

// look decides by the content alone whether bytes are a picture, or a recording,
// that may be kept; refused says why not, in words for the member. Its size in pixels is
// read before anything is decoded.
func (j judge) look(ctx context.Context, data []byte) (p picture, refused string, err error) {
	if len(data) > maxPhoto {
		return p, "照片超过 20 MB，请用手机直接拍照发送。", nil
	}
	if p.mime = recorded(data); p.mime != "" {
		return p, "", nil
	}
	p.mime = http.DetectContentType(data)
	if p.mime != "image/jpeg" && p.mime != "image/png" {
		return p, "这不是 JPG 或 PNG 照片，请用手机直接拍照发送。", nil
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(data))
	switch {
	case err != nil:
		return p, "照片打不开，请重新拍一张发送。", nil
	case size.Width <= 0 || size.Height <= 0 || size.Width > maxPixels/size.Height:
		return p, "照片的像素太多，请用手机直接拍照发送。", nil
	}
	select {
	case j.slots <- struct{}{}:
		defer func() { <-j.slots }()
	case <-ctx.Done():
		return p, "", ctx.Err()
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return p, "照片不完整，请重新拍一张发送。", nil
	}
	p.look = lookOf(img)
	return p, "", nil
}
