package wecom

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"gridwarden/bot"
)

const (
	apiSend   = "message/send"
	apiUpdate = "message/update_template_card"

	// duplicateWindow is the longest the platform remembers a body, in seconds
	// (wecom-api.md 4.1).
	duplicateWindow = 14400
)

type sendBody struct {
	ToUser   string        `json:"touser"`
	MsgType  string        `json:"msgtype"`
	AgentID  int           `json:"agentid"`
	Text     *content      `json:"text,omitempty"`
	Markdown *content      `json:"markdown,omitempty"`
	Image    *mediaRef     `json:"image,omitempty"`
	Voice    *mediaRef     `json:"voice,omitempty"`
	Video    *mediaRef     `json:"video,omitempty"`
	File     *mediaRef     `json:"file,omitempty"`
	News     *news         `json:"news,omitempty"`
	Card     *templateCard `json:"template_card,omitempty"`
	Check    int           `json:"enable_duplicate_check,omitempty"`
	Interval int           `json:"duplicate_check_interval,omitempty"`
}

type content struct {
	Content string `json:"content"`
}

type mediaRef struct {
	MediaID string `json:"media_id"`
}

type news struct {
	Articles []article `json:"articles"`
}

type article struct {
	Title   string `json:"title"`
	Desc    string `json:"description,omitempty"`
	URL     string `json:"url"`
	Picture string `json:"picurl,omitempty"`
}

type updateBody struct {
	UserIDs []string      `json:"userids"`
	AgentID int           `json:"agentid"`
	Code    string        `json:"response_code"`
	Button  *replaced     `json:"button,omitempty"`
	Card    *templateCard `json:"template_card,omitempty"`
}

type replaced struct {
	Name string `json:"replace_name"`
}

// Render checks the hard limits and returns the request, to be stored and sent
// unchanged ever after. Text beyond a soft limit is cut with “…”. An image or
// file is uploaded first, unless that was done in the last two and a half days.
// Without a task the platform is not asked to swallow a repeat: for what is
// meant to be said again in the same words, such as a question.
//
// The error is one or more *LimitError joined, which no repeat can help, or for
// an upload that failed a *bot.Fault.
func (c *Client) Render(ctx context.Context, body bot.Body, to []string, task string) (bot.Call, error) {
	if n := filled(body); n != 1 {
		return bot.Call{}, &LimitError{Field: "body", Limit: 1, Rule: fmt.Sprintf("%d kinds of content, exactly one is needed", n)}
	}
	if body.Update != nil {
		return c.renderUpdate(body.Update, to, task)
	}
	var a audit
	a.recipients(to)
	m := sendBody{ToUser: strings.Join(to, "|"), AgentID: c.cfg.AgentID}
	if task != "" {
		m.Check, m.Interval = 1, duplicateWindow
	}
	switch {
	case body.Text != "":
		m.MsgType, m.Text = "text", &content{soft("text.content", body.Text)}
		a.required("text.content", m.Text.Content)
	case body.Markdown != "":
		m.MsgType, m.Markdown = "markdown", &content{soft("markdown.content", body.Markdown)}
		a.required("markdown.content", m.Markdown.Content)
	case len(body.Articles) > 0:
		m.MsgType, m.News = "news", &news{articles(&a, body.Articles)}
	case body.Card != nil:
		m.MsgType, m.Card = "template_card", template(&a, body.Card, task, c.cfg.HomeURL)
	}
	if err := a.err(); err != nil {
		return bot.Call{}, fmt.Errorf("render message: %w", err)
	}
	var err error
	switch {
	case body.Image != "":
		m.MsgType, m.Image = "image", &mediaRef{}
		m.Image.MediaID, err = c.mediaOf(ctx, mediaImage, body.Image, "")
	case body.Voice != "":
		m.MsgType, m.Voice = mediaVoice, &mediaRef{}
		m.Voice.MediaID, err = c.mediaOf(ctx, mediaVoice, body.Voice, body.Voice[:min(12, len(body.Voice))]+".amr")
	case body.Video != "":
		m.MsgType, m.Video = mediaVideo, &mediaRef{}
		m.Video.MediaID, err = c.mediaOf(ctx, mediaVideo, body.Video, body.Video[:min(12, len(body.Video))]+".mp4")
	case body.File != nil:
		m.MsgType, m.File = "file", &mediaRef{}
		m.File.MediaID, err = c.mediaOf(ctx, mediaFile, body.File.SHA256, body.File.Name)
	}
	if err != nil {
		return bot.Call{}, err
	}
	return call(apiSend, to, m)
}

func filled(b bot.Body) int {
	n := 0
	for _, set := range []bool{
		b.Text != "", b.Markdown != "", b.Card != nil, b.Image != "", b.Voice != "", b.Video != "", b.File != nil, len(b.Articles) > 0, b.Update != nil,
	} {
		if set {
			n++
		}
	}
	return n
}

func articles(a *audit, all []bot.Article) []article {
	a.atMost("news.articles", len(all), maxArticles, "articles")
	list := make([]article, len(all))
	for i, in := range all {
		a.required("news.articles.title", in.Title)
		a.link("news.articles.url", in.URL)
		if in.Picture != "" {
			a.link("news.articles.picurl", in.Picture)
		}
		list[i] = article{
			Title: soft("articles.title", in.Title), Desc: soft("articles.desc", in.Desc), URL: in.URL, Picture: in.Picture,
		}
	}
	return list
}

// renderUpdate makes the change of a card (wecom-api.md 4.10). Done and Card
// together give the new card with Done in place of its buttons.
func (c *Client) renderUpdate(u *bot.Update, to []string, task string) (bot.Call, error) {
	var a audit
	a.recipients(to)
	a.key("response_code", u.Code, maxKey)
	m := updateBody{UserIDs: to, AgentID: c.cfg.AgentID, Code: u.Code}
	done := soft("replace_name.text", u.Done)
	switch {
	case u.Card != nil:
		m.Card = template(&a, u.Card, task, c.cfg.HomeURL)
		m.Card.Replace = done
	default:
		a.required("button.replace_name", done)
		m.Button = &replaced{done}
	}
	if err := a.err(); err != nil {
		return bot.Call{}, fmt.Errorf("render card update: %w", err)
	}
	return call(apiUpdate, to, m)
}

func call(api string, to []string, body any) (bot.Call, error) {
	encoded, err := encode(body)
	if err != nil {
		return bot.Call{}, err
	}
	return bot.Call{API: api, To: append([]string(nil), to...), JSON: encoded}, nil
}

// encode writes JSON with literal <, > and & (wecom-api.md 0.2).
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encode request: %w", err)
	}
	return bytes.TrimRight(buf.Bytes(), "\n"), nil
}
