package wecom

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
	"unicode"

	"gridwarden/bot"
)

// Kinds of media, and how large each may be (wecom-api.md 5.1).
const (
	mediaImage = "image"
	mediaVoice = "voice"
	mediaVideo = "video"
	mediaFile  = "file"
)

var maxMedia = map[string]int64{mediaImage: 10 << 20, mediaVoice: 2 << 20, mediaVideo: 10 << 20, mediaFile: 20 << 20}

const (
	minMedia = 6
	maxFetch = 20 << 20
)

// Media is something to upload. Open is called again if the call must be repeated.
type Media struct {
	Kind string // image, voice, video, file
	Name string // shown to the reader; only its base name is sent
	Size int64
	Open func() (io.ReadCloser, error)
}

// Upload makes media usable in messages for three days. It is streamed. The
// error is a *LimitError or a *bot.Fault.
//
// Past the SDK, which buffers the file and sends neither its length nor its type
// (sdk-pitfalls.md 7, 41, 42).
func (c *Client) Upload(ctx context.Context, m Media) (mediaID string, err error) {
	var a audit
	if maxMedia[m.Kind] == 0 {
		a.refuse("media.type", "is unknown")
	} else if m.Size > maxMedia[m.Kind] {
		a.atMost("media."+m.Kind, int(m.Size), int(maxMedia[m.Kind]), "bytes")
	}
	if m.Size < minMedia {
		a.refuse("media", "is empty")
	}
	if err := a.err(); err != nil {
		return "", fmt.Errorf("upload media: %w", err)
	}
	var got struct {
		MediaID string `json:"media_id"`
	}
	r := request{api: "media/upload", query: url.Values{"type": {m.Kind}}, form: &form{m}, timeout: c.cfg.Transfer}
	if err := c.ask(ctx, r, &got); err != nil {
		return "", err
	}
	if got.MediaID == "" {
		return "", &bot.Fault{Remedy: bot.Retry, Err: errors.New("upload answered without a media id")}
	}
	return got.MediaID, nil
}

// A form is the multipart body of an upload.
type form struct{ media Media }

func (f *form) attach(req *http.Request) error {
	file, err := f.media.Open()
	if err != nil {
		return fmt.Errorf("open media: %w", err)
	}
	peek := make([]byte, min(512, f.media.Size))
	if _, err := io.ReadFull(file, peek); err != nil {
		file.Close()
		return fmt.Errorf("read media: %w", err)
	}
	boundary := rand.Text()
	name := baseName(f.media.Name)
	kind := "application/octet-stream"
	if f.media.Kind == mediaImage {
		kind = http.DetectContentType(peek)
	}
	head := fmt.Sprintf("--%s\r\nContent-Disposition: form-data; name=\"media\"; filename=\"%s\"; filelength=%d\r\nContent-Type: %s\r\n\r\n",
		boundary, name, f.media.Size, kind)
	tail := "\r\n--" + boundary + "--\r\n"
	req.Header.Set("Content-Type", "multipart/form-data; boundary="+boundary)
	req.ContentLength = int64(len(head)) + f.media.Size + int64(len(tail))
	req.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(strings.NewReader(head), bytes.NewReader(peek), io.LimitReader(file, f.media.Size-int64(len(peek))), strings.NewReader(tail)), file}
	return nil
}

// baseName is a file name that is safe in a header and on a screen.
func baseName(name string) string {
	name = path.Base(strings.ReplaceAll(tidy(name), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r == '"' || unicode.IsControl(r) {
			return '_'
		}
		return r
	}, name)
	if name == "." || name == "/" || name == ".." {
		return "file"
	}
	return name
}

// Fetch reads what a member sent. The body must be closed; reading it fails when
// it is longer than 20 MB or ends early. What it really holds, its bytes must
// tell. An error is a *bot.Fault: Drop if the media is gone.
//
// Past the SDK, which reads everything into memory, drops the headers and takes
// a JSON file for an error (sdk-pitfalls.md 7, 43).
func (c *Client) Fetch(ctx context.Context, mediaID string) (body io.ReadCloser, contentType, name string, err error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Transfer)
	var resp *http.Response
	err = c.withToken(ctx, func(token string) error {
		resp, err = c.fetchOnce(ctx, mediaID, token)
		return err
	})
	if err != nil {
		cancel()
		return nil, "", "", err
	}
	contentType, _, _ = mime.ParseMediaType(resp.Header.Get("Content-Type"))
	return &download{body: resp.Body, left: maxFetch, cancel: cancel}, contentType, fileName(resp.Header.Get("Content-Disposition")), nil
}

func (c *Client) fetchOnce(ctx context.Context, mediaID, token string) (resp *http.Response, err error) {
	const api = "media/get"
	start := c.cfg.Now()
	defer func() { c.cfg.Observe(api, outcomeOf(err), c.cfg.Now().Sub(start)) }()
	r := request{api: api, query: url.Values{"media_id": {mediaID}}}
	resp, err = c.open(ctx, r, token)
	if err != nil {
		return nil, err
	}
	// The headers decide: a member's own JSON file has a disposition
	// (wecom-api.md 5.2).
	if resp.Header.Get("Content-Disposition") == "" && isText(resp.Header.Get("Content-Type")) {
		defer resp.Body.Close()
		body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
		if err != nil {
			return nil, &bot.Fault{Remedy: bot.Retry, Err: cause(err)}
		}
		if fault := faultIn(body, bot.Retry); fault != nil {
			return nil, fault
		}
		return nil, &bot.Fault{Remedy: bot.Retry, Err: errors.New("media answered without media")}
	}
	if resp.ContentLength > maxFetch {
		resp.Body.Close()
		return nil, &bot.Fault{Remedy: bot.Drop, Err: errTooBig}
	}
	return resp, nil
}

func isText(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	return err != nil || kind == "application/json" || strings.HasPrefix(kind, "text/")
}

// fileName reads the name out of a disposition, which may hold bare UTF-8.
func fileName(disposition string) string {
	if _, params, err := mime.ParseMediaType(disposition); err == nil && params["filename"] != "" {
		return baseName(params["filename"])
	}
	_, after, found := strings.Cut(disposition, "filename=")
	if !found {
		return ""
	}
	after, _, _ = strings.Cut(strings.TrimPrefix(after, `"`), `"`)
	if unescaped, err := url.PathUnescape(after); err == nil {
		after = unescaped
	}
	return baseName(after)
}

// A download is the body of fetched media, with its limit.
type download struct {
	body   io.ReadCloser
	left   int64
	cancel context.CancelFunc
}

func (d *download) Read(p []byte) (int, error) {
	if int64(len(p)) > d.left+1 {
		p = p[:d.left+1]
	}
	n, err := d.body.Read(p)
	d.left -= int64(n)
	switch {
	case d.left < 0:
		return 0, &bot.Fault{Remedy: bot.Drop, Err: errTooBig}
	case err == nil || errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return n, err
	}
	return n, &bot.Fault{Remedy: bot.Retry, Err: cause(err)}
}

func (d *download) Close() error {
	defer d.cancel()
	return d.body.Close()
}
