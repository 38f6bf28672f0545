package flow

import (
	"context"
	"encoding/json"
	"fmt"
)

// maxPhotos bounds every question for photos (domain.md 10.1).
const maxPhotos = 9

// Photos asks for min to max photos, at most nine. Each photo is its own
// message; the question is left when the member says 完成, writes something, has
// sent max, or eight seconds after the last photo. Photos that come later still
// find their way here.
func Photos(key, prompt string, to *[]Photo, min, max int) Question {
	if max <= 0 || max > maxPhotos {
		max = maxPhotos
	}
	return Question{key: key, prompt: prompt, kind: photosKind{to: to, min: min, max: max}}
}

type photosKind struct {
	to       *[]Photo
	min, max int
	films    *[]Photo // videos kept beside the photos
}

// Filmed lets a question for photos keep videos beside them. A video is no
// photo: the question still wants those, or 跳过, which leaves the videos.
func (q Question) Filmed(to *[]Photo) Question {
	k := q.kind.(photosKind)
	k.films = to
	q.kind = k
	return q
}

func (k photosKind) take(_ context.Context, _ Case, in input) (outcome, error) {
	if in.media != nil && k.films != nil {
		if len(*k.films) >= maxPhotos {
			return outcome{reason: "视频太多了，这一段没有留下"}, nil
		}
		*k.films = append(*k.films, *in.media)
		return outcome{verdict: more}, nil
	}
	if in.photo == nil {
		return outcome{reason: k.ask()}, nil
	}
	if in.edit {
		*k.to = nil
	}
	for _, p := range *k.to {
		if p.Media == in.photo.Media {
			return outcome{verdict: more}, nil
		}
	}
	*k.to = append(*k.to, *in.photo)
	return outcome{verdict: more}, nil
}

// room is how many more photos fit.
func (k photosKind) room() int { return k.max - len(*k.to) }

func (k photosKind) ask() string {
	if n := len(*k.to); n > 0 && n < k.min {
		return fmt.Sprintf("还差 %d 张照片", k.min-n)
	}
	return "这一步请发照片"
}

func (k photosKind) clear()      { *k.to = nil }
func (k photosKind) blank() bool { return len(*k.to) == 0 }
func (k photosKind) free() bool  { return false }
func (k photosKind) lacks() string {
	if n := len(*k.to); n < k.min || n > k.max {
		return k.ask()
	}
	return ""
}
func (k photosKind) show() string {
	if k.films != nil && len(*k.films) > 0 {
		return fmt.Sprintf("%d 张，视频 %d 段", len(*k.to), len(*k.films))
	}
	return fmt.Sprintf("%d 张", len(*k.to))
}
func (k photosKind) view(_ json.RawMessage, edit bool) view {
	if k.lacks() != "" {
		return view{}
	}
	if edit {
		return view{options: []Option{{ID: tapDone, Label: "不改了"}}, how: "发新照片会替换原来的 " + itoa(len(*k.to)) + " 张；不改就回“完成”"}
	}
	return view{options: []Option{{ID: tapDone, Label: "完成"}}, how: "发完回“完成”"}
}
func (k photosKind) exact(string, json.RawMessage) bool { return false }
