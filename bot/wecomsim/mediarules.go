package wecomsim

import (
	"bytes"
	"image"
	_ "image/jpeg" // pictures are JPEG or PNG
	_ "image/png"
	"time"
)

const maxVoice = 60 * time.Second

// A mediaRule is what media/upload takes of a type (wecom-api.md 5.1).
type mediaRule struct {
	most    int // bytes
	tooBig  int // code
	inspect func([]byte) (contentType string, no *refusal)
}

var mediaRules = map[string]mediaRule{
	"image": {10 << 20, 40009, inspectImage},
	"voice": {2 << 20, 40006, inspectVoice},
	"video": {10 << 20, 40011, inspectVideo},
	"file":  {20 << 20, 45001, func([]byte) (string, *refusal) { return "application/octet-stream", nil }},
}

func (r mediaRule) check(data []byte) (contentType string, no *refusal) {
	if len(data) > r.most {
		return "", refuse(r.tooBig)
	}
	return r.inspect(data)
}

func inspectImage(data []byte) (string, *refusal) {
	_, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || format != "jpeg" && format != "png" {
		return "", refuse(40123)
	}
	return "image/" + format, nil
}

func inspectVideo(data []byte) (string, *refusal) {
	if len(data) < 8 || string(data[4:8]) != "ftyp" {
		return "", refuse(40004)
	}
	return "video/mp4", nil
}

const amrHead = "#!AMR\n"

// amrFrames are the bytes of a frame of 20 ms, by its type (RFC 4867).
var amrFrames = [16]int{13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1}

func inspectVoice(data []byte) (string, *refusal) {
	frames, ok := bytes.CutPrefix(data, []byte(amrHead))
	if !ok {
		return "", refuse(40004)
	}
	var length time.Duration
	for len(frames) > 0 {
		length += 20 * time.Millisecond
		frames = frames[min(len(frames), amrFrames[frames[0]>>3&15]):]
	}
	if length > maxVoice {
		return "", refuse(45007)
	}
	return "audio/amr", nil
}
