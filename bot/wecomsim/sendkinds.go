package wecomsim

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"
)

// Limits of message bodies (wecom-api.md 4.3): bytes unless said otherwise.
const (
	maxText         = 2048
	maxURL          = 2048
	maxArticles     = 8
	maxArticleTitle = 128
	maxArticleDesc  = 512
	maxVideoTitle   = 128
	maxVideoDesc    = 512
	maxAuthor       = 64
	maxDigest       = 512
	maxHTML         = 666 << 10
	maxTitleRunes   = 128 // characters of a textcard
	maxDescRunes    = 512
	maxButtonRunes  = 4
	maxNoticeItems  = 10
)

type (
	content struct {
		Content string `json:"content"`
	}
	mediaRef struct {
		MediaID string `json:"media_id"`
	}
	video struct {
		MediaID string `json:"media_id"`
		Title   string `json:"title"`
		Desc    string `json:"description"`
	}
	news struct {
		Articles []Article `json:"articles"`
	}
	mpnews struct {
		Articles []struct {
			Title   string `json:"title"`
			Thumb   string `json:"thumb_media_id"`
			Author  string `json:"author"`
			URL     string `json:"content_source_url"`
			Content string `json:"content"`
			Digest  string `json:"digest"`
		} `json:"articles"`
	}
	// Article is an entry of a news message.
	Article struct {
		Title    string `json:"title"`
		Desc     string `json:"description,omitempty"`
		URL      string `json:"url,omitempty"`
		PicURL   string `json:"picurl,omitempty"`
		AppID    string `json:"appid,omitempty"`
		PagePath string `json:"pagepath,omitempty"`
	}
	// Textcard is a message of title, description and link.
	Textcard struct {
		Title  string `json:"title"`
		Desc   string `json:"description"`
		URL    string `json:"url"`
		Button string `json:"btntxt,omitempty"`
	}
	// MiniNotice is a notice of a mini-program.
	MiniNotice struct {
		AppID    string `json:"appid"`
		Page     string `json:"page,omitempty"`
		Title    string `json:"title"`
		Desc     string `json:"description,omitempty"`
		Emphasis bool   `json:"emphasis_first_item,omitempty"`
		Items    []struct {
			Key   string `json:"key"`
			Value string `json:"value"`
		} `json:"content_item,omitempty"`
	}
)

// messageKinds make of each msgtype what phones show, or refuse it. The legacy
// taskcard is not among them. Sim.mu is held.
var messageKinds = map[string]func(*Sim, *apiCall, *sendRequest) (Shown, *refusal){
	"text": func(s *Sim, call *apiCall, req *sendRequest) (Shown, *refusal) {
		if req.Text == nil || req.Text.Content == "" {
			return Shown{}, refuse(44004)
		}
		return Shown{Kind: KindText, Text: s.cutBytes(call, "text.content", req.Text.Content, maxText)}, nil
	},
	"markdown": func(s *Sim, call *apiCall, req *sendRequest) (Shown, *refusal) {
		if req.Markdown == nil || req.Markdown.Content == "" {
			return Shown{}, refuse(44004)
		}
		if len(req.Markdown.Content) > maxText { // as the group robot does (wecom-api.md 6.3)
			return Shown{}, refusef(40058, "markdown.content exceed max length %d", maxText)
		}
		return Shown{Kind: KindMarkdown, Text: req.Markdown.Content}, nil
	},
	"image": func(s *Sim, call *apiCall, req *sendRequest) (Shown, *refusal) {
		return s.withMedia(call, req.Image, KindImage)
	},
	"voice": func(s *Sim, call *apiCall, req *sendRequest) (Shown, *refusal) {
		return s.withMedia(call, req.Voice, KindVoice)
	},
	"file": func(s *Sim, call *apiCall, req *sendRequest) (Shown, *refusal) {
		return s.withMedia(call, req.File, KindFile)
	},
	"video": func(s *Sim, call *apiCall, req *sendRequest) (Shown, *refusal) {
		if req.Video == nil {
			return Shown{}, refuse(41006)
		}
		show, no := s.withMedia(call, &mediaRef{req.Video.MediaID}, KindVideo)
		title := s.cutBytes(call, "video.title", req.Video.Title, maxVideoTitle)
		show.Text = joinLines(title, s.cutBytes(call, "video.description", req.Video.Desc, maxVideoDesc))
		return show, no
	},
	"textcard":           (*Sim).textcard,
	"news":               (*Sim).news,
	"mpnews":             (*Sim).mpnews,
	"miniprogram_notice": (*Sim).miniNotice,
	"template_card":      (*Sim).templateCard,
}

// withMedia shows media that is still alive and of the right kind.
func (s *Sim) withMedia(call *apiCall, ref *mediaRef, kind Kind) (Shown, *refusal) {
	if ref == nil || ref.MediaID == "" {
		return Shown{}, refuse(41006)
	}
	file := s.alive(ref.MediaID, call.now)
	if file == nil || file.kind != string(kind) {
		return Shown{}, refuse(40007)
	}
	return Shown{Kind: kind, MediaID: ref.MediaID, Name: file.name}, nil
}

func (s *Sim) textcard(call *apiCall, req *sendRequest) (Shown, *refusal) {
	c := req.Textcard
	switch {
	case c == nil || c.Title == "":
		return Shown{}, refuse(41016)
	case c.Desc == "":
		return Shown{}, refuse(41033)
	}
	if no := checkURL(c.URL, true); no != nil {
		return Shown{}, no
	}
	c.Title = s.cutRunes(call, "textcard.title", c.Title, maxTitleRunes)
	c.Desc = s.cutRunes(call, "textcard.description", c.Desc, maxDescRunes)
	c.Button = s.cutRunes(call, "textcard.btntxt", c.Button, maxButtonRunes)
	return Shown{Kind: KindTextcard, Text: joinLines(c.Title, c.Desc), Textcard: c}, nil
}

func (s *Sim) news(call *apiCall, req *sendRequest) (Shown, *refusal) {
	if req.Safe != 0 {
		return Shown{}, refuse(40074)
	}
	if req.News == nil || len(req.News.Articles) == 0 {
		return Shown{}, refusef(40063, "news.articles")
	}
	if len(req.News.Articles) > maxArticles {
		return Shown{}, refuse(45008)
	}
	show := Shown{Kind: KindNews, Articles: req.News.Articles}
	for i := range show.Articles {
		a := &show.Articles[i]
		if a.Title == "" {
			return Shown{}, refuse(41016)
		}
		if no := checkURL(a.URL, a.AppID == ""); no != nil {
			return Shown{}, no
		}
		a.Title = s.cutBytes(call, "news.title", a.Title, maxArticleTitle)
		a.Desc = s.cutBytes(call, "news.description", a.Desc, maxArticleDesc)
		show.Text = joinLines(show.Text, a.Title, a.Desc)
	}
	return show, nil
}

func (s *Sim) mpnews(call *apiCall, req *sendRequest) (Shown, *refusal) {
	if req.MPNews == nil || len(req.MPNews.Articles) == 0 {
		return Shown{}, refusef(40063, "mpnews.articles")
	}
	if len(req.MPNews.Articles) > maxArticles {
		return Shown{}, refuse(45008)
	}
	show := Shown{Kind: KindNews}
	for _, a := range req.MPNews.Articles {
		switch {
		case a.Title == "":
			return Shown{}, refuse(41016)
		case a.Thumb == "":
			return Shown{}, refuse(41006)
		case s.alive(a.Thumb, call.now) == nil:
			return Shown{}, refuse(40007)
		case a.Content == "":
			return Shown{}, refuse(44004)
		case len(a.Content) > maxHTML:
			return Shown{}, refuse(45002)
		case len(a.Author) > maxAuthor:
			return Shown{}, refuse(45032)
		}
		title := s.cutBytes(call, "mpnews.title", a.Title, maxArticleTitle)
		digest := s.cutBytes(call, "mpnews.digest", a.Digest, maxDigest)
		show.Articles = append(show.Articles, Article{Title: title, Desc: digest, URL: a.URL})
		show.Text = joinLines(show.Text, title, digest)
	}
	return show, nil
}

// miniNotice refuses all: no mini-program is bound to the simulated app.
func (s *Sim) miniNotice(_ *apiCall, req *sendRequest) (Shown, *refusal) {
	n := req.Notice
	switch {
	case n == nil || n.AppID == "":
		return Shown{}, refuse(90200)
	case len(n.Items) > maxNoticeItems:
		return Shown{}, refuse(90201)
	}
	return Shown{}, refuse(90205)
}

func (s *Sim) templateCard(call *apiCall, req *sendRequest) (Shown, *refusal) {
	c := req.Card
	if c == nil {
		return Shown{}, refuse(42031)
	}
	if no := checkCard(c); no != nil {
		return Shown{}, no
	}
	if c.TaskID != "" && s.tasks[c.TaskID] {
		return Shown{}, refusef(42014, "task_id was used before")
	}
	if no := s.checkCardMedia(call, c); no != nil {
		return Shown{}, no
	}
	c.Replaced = "" // only updates have it
	c.settle()
	for _, warning := range cardWarnings(c) {
		s.warn(call, "template_card."+warning)
	}
	return Shown{Kind: KindCard, Text: c.Text(), Card: c}, nil
}

// checkCardMedia refuses files on a card that are gone.
func (s *Sim) checkCardMedia(call *apiCall, c *Card) *refusal {
	if c.someRow(func(r CardRow) bool { return r.Type == rowFile && s.alive(r.MediaID, call.now) == nil }) {
		return refuse(40007)
	}
	return nil
}

func checkURL(raw string, required bool) *refusal {
	if raw == "" && !required {
		return nil
	}
	u, err := url.Parse(raw)
	switch {
	case raw == "":
		return refuse(41010)
	case len(raw) > maxURL:
		return refuse(40039)
	case err != nil || u.Scheme == "":
		return refuse(45034)
	}
	return nil
}

// cutBytes cuts as the platform does, which may split a character
// (wecom-api.md 4.3).
func (s *Sim) cutBytes(call *apiCall, field, text string, most int) string {
	if len(text) <= most {
		return text
	}
	s.warn(call, fmt.Sprintf("%s has %d bytes of %d", field, len(text), most))
	return text[:most]
}

func (s *Sim) cutRunes(call *apiCall, field, text string, most int) string {
	n := utf8.RuneCountInString(text)
	if n <= most {
		return text
	}
	s.warn(call, fmt.Sprintf("%s has %d characters of %d", field, n, most))
	return string([]rune(text)[:most])
}

func (s *Sim) warn(call *apiCall, detail string) {
	s.note(Entry{Kind: EntryWarning, API: call.api, Detail: detail})
}

func joinLines(lines ...string) string {
	var kept []string
	for _, line := range lines {
		if line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}
