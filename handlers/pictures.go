package handlers

import (
	"context"
	"fmt"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// media are the ids by which the domain knows pictures.
func media(ps []flow.Photo) []string {
	ids := make([]string, 0, len(ps))
	for _, p := range ps {
		ids = append(ids, p.Media)
	}
	return ids
}

// fetching says whether some pictures are still on their way to us. Pictures
// that were lost or refused do not hold anybody up.
func (v *visit) fetching(ps *[]flow.Photo) func() bool {
	return func() bool {
		yet := false
		for i := range *ps {
			photo, err := v.tx.Photo(v.ctx, (*ps)[i].Media)
			if err != nil || photo.SHA256 == "" && !photo.Lost && photo.Refused == "" {
				yet = true
				continue
			}
			(*ps)[i].SHA = photo.SHA256
		}
		return yet
	}
}

// newPhotos refuses pictures of after that are pictures of before.
func (v *visit) newPhotos(before, after *[]flow.Photo) func(context.Context, flow.Case) error {
	return func(ctx context.Context, c flow.Case) error {
		h := &safety.Hazard{}
		for _, id := range media(*before) {
			h.Evidence = append(h.Evidence, safety.Evidence{Photo: id, Stage: safety.Before})
		}
		return v.CheckNew(ctx, h, media(*after))
	}
}

// shownAs is a stored picture, voice note or video as a message.
func shownAs(p safety.Photo) bot.Body {
	switch {
	case p.Voice():
		return bot.Body{Voice: p.SHA256}
	case p.Film():
		return bot.Body{Video: p.SHA256}
	}
	return bot.Body{Image: p.SHA256}
}

// evidence says how many pictures and recordings of a hazard there are.
func evidence(h *safety.Hazard) string {
	recorded := len(h.Photos(safety.Spoken)) + len(h.Photos(safety.Filmed))
	return join("，", photos(len(h.Evidence)-recorded), recordings(h))
}

// recordings says how many voice notes and videos there are, if any.
func recordings(h *safety.Hazard) (text string) {
	if n := len(h.Photos(safety.Spoken)); n > 0 {
		text = fmt.Sprintf("录音 %d 段", n)
	}
	if n := len(h.Photos(safety.Filmed)); n > 0 {
		text = join("，", text, fmt.Sprintf("视频 %d 段", n))
	}
	return text
}
