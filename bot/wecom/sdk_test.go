package wecom

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/silenceper/wechat/v2/util"

	"gridwarden/bot"
)

func TestClientsOfSeveralCorpsLiveInOneProcess(t *testing.T) {
	var clients []*Client
	var platforms []*platform
	for range 4 {
		p := newPlatform(t)
		platforms = append(platforms, p)
		clients = append(clients, newTestClient(t, p, nil))
	}
	var wait sync.WaitGroup
	for i, c := range clients {
		call := mustRender(t, c, bot.Body{Text: fmt.Sprintf("第%d街道", i)}, "grid_zhang")
		for range 8 {
			wait.Go(func() {
				if _, err := c.Send(t.Context(), call); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wait.Wait()
	for i, p := range platforms {
		sent := p.calls(apiSend)
		if len(sent) != 8 {
			t.Errorf("platform %d got %d", i, len(sent))
		}
		for _, s := range sent {
			if !strings.Contains(s.body, fmt.Sprintf("第%d街道", i)) {
				t.Errorf("platform %d got %s", i, s.body)
			}
		}
	}
}

func TestSDKRequestsWithoutARunningCallNeverGoOut(t *testing.T) {
	installTransport()
	for _, uri := range []string{
		"https://qyapi.weixin.qq.com/cgi-bin/message/send?access_token=stolen",
		"https://qyapi.weixin.qq.com/cgi-bin/gettoken?corpid=a&corpsecret=b",
		"http://127.0.0.1:1/",
	} {
		if _, err := util.HTTPGet(uri); !errors.Is(err, errStranger) {
			t.Errorf("%s: %v", uri, err)
		}
	}
	// A handle serves for its own API and once.
	call := &sdkCall{api: apiSend, make: func() ([]byte, error) { return []byte("{}"), nil }}
	running.Store("handle-1", call)
	defer running.Delete("handle-1")
	if _, err := util.HTTPGet("https://qyapi.weixin.qq.com/cgi-bin/user/get?access_token=handle-1"); !errors.Is(err, errStranger) {
		t.Error(err)
	}
	if _, err := util.HTTPPost("https://qyapi.weixin.qq.com/cgi-bin/message/send?access_token=handle-1", "x"); err != nil {
		t.Error(err)
	}
	if _, err := util.HTTPPost("https://qyapi.weixin.qq.com/cgi-bin/message/send?access_token=handle-1", "x"); !errors.Is(err, errStranger) {
		t.Error(err)
	}
	left := 0
	running.Range(func(any, any) bool { left++; return true })
	if left != 1 {
		t.Errorf("%d calls left behind", left)
	}
}
