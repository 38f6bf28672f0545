package wecom

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/silenceper/wechat/v2/util"
	"github.com/silenceper/wechat/v2/work/config"
	workctx "github.com/silenceper/wechat/v2/work/context"

	"gridwarden/bot"
)

// The SDK is driven, not trusted (sdk-pitfalls.md 1-13, 33-38). Each call gives
// it a one-time handle in place of a token. The SDK builds its request to the
// hard-coded host with that handle; the transport below recognises it, makes the
// real call with the frozen bytes, host, token and context of the client that
// asked, and keeps the answer. Several clients can so live in one process, and
// neither secrets nor members' words pass through the SDK.

// running holds the SDK calls being made, by handle.
var running sync.Map // string → *sdkCall

// An sdkCall belongs to one goroutine: the SDK calls the transport in line.
type sdkCall struct {
	api  string
	make func() ([]byte, error)
	made bool
	body []byte
	err  error
}

// handle is the credential.AccessTokenHandle of one call.
type handle string

func (h handle) GetAccessToken() (string, error) { return string(h), nil }

var installTransport = sync.OnceFunc(func() {
	util.DefaultHTTPClient = &http.Client{Transport: sdkTransport{}}
})

// viaSDK makes a call through a function of the SDK and returns the JSON of an
// accepted call. What the function itself returns is of no interest: it was
// decoded from the same answer, with less care.
func (c *Client) viaSDK(ctx context.Context, r request, function func(*workctx.Context)) ([]byte, error) {
	installTransport()
	call := &sdkCall{
		api:  r.api,
		make: func() ([]byte, error) { return c.exchange(ctx, r) },
		err:  &bot.Fault{Remedy: bot.Drop, Err: errors.New("the SDK did not make the call")},
	}
	h := handle(rand.Text())
	running.Store(string(h), call)
	defer running.Delete(string(h))
	function(&workctx.Context{Config: &config.Config{}, AccessTokenHandle: h})
	return call.body, call.err
}

// sdkTransport is the transport of the SDK's HTTP client. What carries no handle
// of a running call never goes out.
type sdkTransport struct{}

var errStranger = errors.New("request belongs to no running call")

func (sdkTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		req.Body.Close()
	}
	found, ok := running.Load(req.URL.Query().Get("access_token"))
	if !ok {
		return nil, errStranger
	}
	call := found.(*sdkCall)
	if call.made || strings.TrimPrefix(req.URL.Path, "/cgi-bin/") != call.api {
		return nil, errStranger
	}
	call.made = true
	call.body, call.err = call.make()
	if call.err != nil {
		return nil, errors.New("call failed")
	}
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(call.body)), ContentLength: int64(len(call.body)), Request: req,
	}, nil
}
