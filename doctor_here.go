package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/wecom"
	"gridwarden/config"
	"gridwarden/safety"
	"gridwarden/store"
)

func (d *doctor) lookAtPolicy(context.Context) finding {
	p, err := config.LoadPolicy(d.set.Policy)
	if err != nil {
		return failing("put the files right; gridwarden policy check DIR shows the same", err)
	}
	d.policy = p
	if d.set.Policy == "" {
		return healthy("the embedded default")
	}
	return healthy("the files in %s over the default", d.set.Policy)
}

// lookAtHolidays looks for the State Council's tables of this year and the next
// (domain.md 8). The next one is published in November.
func (d *doctor) lookAtHolidays(context.Context) finding {
	if d.policy == nil {
		return unchecked("the policy cannot be read")
	}
	year := d.now().In(safety.Shanghai).Year()
	missing := func(y int) bool {
		return d.policy.Calendar.Provisional(time.Date(y, time.July, 1, 12, 0, 0, 0, safety.Shanghai))
	}
	const do = "add calendar/%d.yaml to the policy folder once the State Council's notice is out; until then only the statutory days count"
	switch {
	case missing(year):
		return finding{mark: markNotice, text: fmt.Sprintf("the table of %d, this year, is missing", year), do: fmt.Sprintf(do, year)}
	case missing(year + 1):
		return finding{mark: markNotice, text: fmt.Sprintf("the table of %d is there, that of %d is provisional", year, year+1), do: fmt.Sprintf(do, year+1)}
	}
	return healthy("the tables of %d and %d are there", year, year+1)
}

func (d *doctor) lookAtDatabase(ctx context.Context) finding {
	d.unread = "the database cannot be read"
	dsn := d.set.Database.DSN.Reveal()
	if _, err := os.Stat(dsn); d.set.Database.Driver == store.SQLite && errors.Is(err, os.ErrNotExist) {
		return failing("gridwarden migrate makes it", errors.New("the file does not exist yet"))
	}
	db, err := store.Open(ctx, store.Config{Driver: d.set.Database.Driver, DSN: dsn})
	switch {
	case errors.Is(err, store.ErrInUse):
		return d.askTheRunning(ctx)
	case err != nil:
		return failing("check the settings database.driver and database.dsn, and that the database runs", err)
	}
	d.free = append(d.free, db.Close)
	migrated, err := db.Migrated(ctx)
	switch {
	case errors.Is(err, store.ErrNewer):
		return failing("use the newer gridwarden", err)
	case err != nil:
		return failing("check what the user of database.dsn may do", err)
	case !migrated:
		return failing("run gridwarden migrate", errors.New("the tables do not have the form this program needs"))
	}
	if d.roster, err = readRosterOf(ctx, db); err != nil {
		return failing("check what the user of database.dsn may do", err)
	}
	d.db = db
	return healthy("%s, reachable and migrated", d.set.Database.Driver)
}

// lookAtHistory looks for events that are not what was written.
func (d *doctor) lookAtHistory(ctx context.Context) finding {
	if d.db == nil {
		return unchecked(d.unread)
	}
	broken, read, err := d.db.VerifyEvents(ctx)
	if err != nil {
		return failing("check what the user of database.dsn may do", err)
	}
	if len(broken) == 0 {
		return healthy("%d events, every one linked to the one before", read)
	}
	f := failing("find out who changed the database, and compare with a backup", fmt.Errorf("the histories of %d matters are broken; first broken event of each", len(broken)))
	for _, b := range broken {
		f.lines = append(f.lines, b.String())
	}
	return f
}

// askTheRunning asks the gridwarden that holds the SQLite file whether it is ready.
func (d *doctor) askTheRunning(ctx context.Context) finding {
	d.unread = "the running gridwarden holds the database"
	const do = "look at its log; to check everything, stop it first"
	resp, err := askHTTP(ctx, http.MethodGet, "http://"+d.set.Ops.Listen+"/readyz")
	if err != nil {
		return failing(do, fmt.Errorf("another process holds the file, and nobody answers at ops.listen: %w", err))
	}
	if resp.status != http.StatusOK {
		return failing(do, fmt.Errorf("the running gridwarden is not ready: %s", resp.body))
	}
	return healthy("held by the running gridwarden, which is ready")
}

func (d *doctor) lookAtRedis(ctx context.Context) finding {
	if d.set.Redis.URL == "" {
		return healthy("not used: one process needs none")
	}
	const do = "check redis.url and that Redis runs; without it nothing is lost, but replicas wake each other later"
	r, err := store.OpenRedis(d.set.Redis.URL.Reveal(), d.log)
	if err != nil {
		return failing(do, err)
	}
	d.free = append(d.free, r.Close)
	if err := r.Ping(ctx); err != nil {
		return failing(do, err)
	}
	return healthy("reachable")
}

func (d *doctor) lookAtPhotos(context.Context) finding {
	folder := d.set.Photos.Folder()
	err := probeFolder(folder)
	if errors.Is(err, os.ErrNotExist) {
		return failing("gridwarden serve makes the folder of photos.url if it may; otherwise make it, owned by the user gridwarden runs as", fmt.Errorf("%s does not exist", folder))
	}
	if err != nil {
		return failing("let the user gridwarden runs as write into the folder of photos.url, and check for space", err)
	}
	return healthy("%s can be written, read and deleted in", folder)
}

// lookAtCallback seals a message as WeCom does and lets the receiver open it.
func (d *doctor) lookAtCallback(context.Context) finding {
	const do = "copy wecom.token and wecom.encoding_aes_key from the app's page 接收消息 again"
	w, now := d.set.WeCom, d.now()
	token, key := wecom.Secret(w.Token.Reveal()), wecom.Secret(w.EncodingAESKey.Reveal())
	receiver, err := wecom.NewReceiver(wecom.ReceiverConfig{
		CorpID: w.CorpID, AgentID: w.AgentID, Token: token, EncodingAESKey: key, Now: d.now,
		Accept: func(context.Context, bot.Message, *wecom.Received) error { return nil },
	})
	if err != nil {
		return failing(do, err)
	}
	cipher, err := wecom.NewCipher(token, key, w.CorpID)
	if err != nil {
		return failing(do, err)
	}
	const probe = "gridwarden doctor"
	sealed := cipher.Seal(fmt.Appendf(nil, `<xml><ToUserName><![CDATA[%s]]></ToUserName><FromUserName><![CDATA[doctor]]></FromUserName>`+
		`<CreateTime>%d</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[%s]]></Content><MsgId>1</MsgId><AgentID>%d</AgentID></xml>`,
		w.CorpID, now.Unix(), probe, w.AgentID))
	stamp, nonce := fmt.Sprint(now.Unix()), newID()
	query := url.Values{"msg_signature": {cipher.Sign(stamp, nonce, sealed)}, "timestamp": {stamp}, "nonce": {nonce}}
	got, err := receiver.Open(query.Encode(), fmt.Appendf(nil, `<xml><ToUserName><![CDATA[%s]]></ToUserName><Encrypt><![CDATA[%s]]></Encrypt></xml>`, w.CorpID, sealed))
	if err != nil || got.Content != probe {
		return failing(do, errors.Join(errors.New("a sealed message does not come out as it went in"), err))
	}
	return healthy("a sealed message comes out as it went in; the address for the admin console is %s/wecom/callback", d.set.PublicURL)
}

// maxSkew is how far the clock may be off: deadlines bear it, and it is far
// from the five minutes at which genuine callbacks are refused.
const maxSkew = 30 * time.Second

// lookAtClock compares this machine's clock with the platform's.
func (d *doctor) lookAtClock(ctx context.Context) finding {
	here := d.now().In(safety.Shanghai)
	shown := here.Format("2006-01-02 15:04:05 -07:00")
	if _, offset := here.Zone(); offset != 8*60*60 {
		return failing("reinstall gridwarden: its zone data are damaged", fmt.Errorf("it is %s here, which is not the time of Shanghai", shown))
	}
	asked := time.Now()
	resp, err := askHTTP(ctx, http.MethodHead, d.set.WeCom.APIBase)
	if err != nil || resp.date.IsZero() {
		return finding{mark: markNotice, text: "it is " + shown + "; the platform did not say what time it is", do: "compare with a clock that is right"}
	}
	middle := asked.Add(time.Since(asked) / 2)
	if off := middle.Sub(resp.date); off.Abs() > maxSkew {
		return failing("let the machine follow a time server (timedatectl set-ntp true)", fmt.Errorf("it is %s here, %s off the platform's clock", shown, off.Round(time.Second)))
	}
	return healthy("%s, as on the platform", shown)
}

// An httpAnswer is as much of an answer as the doctor wants.
type httpAnswer struct {
	status int
	date   time.Time // zero if there was none
	body   string
}

// askHTTP makes a request that carries no secret and follows no redirect.
func askHTTP(ctx context.Context, method, address string) (httpAnswer, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return httpAnswer{}, err
	}
	transport := &http.Transport{DisableKeepAlives: true}
	client := http.Client{Timeout: 5 * time.Second, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		return httpAnswer{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
	if err != nil {
		return httpAnswer{}, fmt.Errorf("read answer: %w", err)
	}
	date, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		date = time.Time{}
	}
	return httpAnswer{resp.StatusCode, date, string(body)}, nil
}
