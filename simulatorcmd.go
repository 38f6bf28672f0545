package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"gridwarden/bot/wecomsim"
)

type simulatorCmd struct {
	Listen         string `help:"Where the API and the page with the phones are." default:"127.0.0.1:8787"`
	Callback       string `help:"Callback address of the bot." default:"http://127.0.0.1:8080/wecom/callback" placeholder:"URL"`
	CorpID         string `name:"corp-id" help:"Corp id." default:"wwdemo0123456789ab"`
	AgentID        int    `name:"agent-id" help:"Number of the app." default:"1000002"`
	Secret         string `help:"Secret of the app; without it a new one is made." placeholder:"TEXT"`
	Token          string `help:"Token that signs callbacks; without it a new one is made." placeholder:"TEXT"`
	EncodingAESKey string `name:"encoding-aes-key" help:"Key that encrypts callbacks, 43 letters and digits; without it a new one is made." placeholder:"TEXT"`
	Roster         string `help:"Roster workbook (.xlsx) whose people get phones; without it four invented ones do." placeholder:"FILE.xlsx" type:"existingfile"`
}

// Help shows an example.
func (simulatorCmd) Help() string {
	return "Example: gridwarden simulator --roster roster.xlsx --callback http://127.0.0.1:8080/wecom/callback"
}

// Run serves the simulated platform until the context ends.
func (cmd simulatorCmd) Run(ctx context.Context, c console) error {
	cmd.fill()
	cfg := wecomsim.Config{
		CorpID: cmd.CorpID, AgentID: cmd.AgentID, Secret: cmd.Secret, Token: cmd.Token, EncodingAESKey: cmd.EncodingAESKey,
		AppName: "网格安全员", Callback: cmd.Callback, People: inventedPeople,
	}
	if cmd.Roster != "" {
		r, err := readRoster(cmd.Roster, c.err)
		if err != nil {
			return err
		}
		cfg.People, cfg.Hooks.Places = people(&r, time.Now()), places(&r)
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", cmd.Listen)
	if err != nil {
		return fmt.Errorf("open the address of --listen: %w", err)
	}
	cfg.Home = "http://" + l.Addr().String()
	sim, err := wecomsim.New(cfg)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	fmt.Fprintf(c.out, simulatorSettings, cfg.Home, cfg.Home, cmd.CorpID, cmd.AgentID, cmd.Secret, cmd.Token, cmd.EncodingAESKey)
	return serveSimulator(ctx, sim, l)
}

// simulatorSettings are the part of a bot's settings that points it here.
const simulatorSettings = `# WeCom in a box with the phones at %s, until Ctrl-C.
# A bot with these settings talks to it:
public_url: http://127.0.0.1:8080
wecom:
  api_base: %s
  corp_id: %s
  agent_id: %d
  secret: %s
  token: %s
  encoding_aes_key: %s
`

// fill makes the secrets that were not given.
func (cmd *simulatorCmd) fill() {
	for _, s := range []*string{&cmd.Secret, &cmd.Token} {
		if *s == "" {
			*s = newID()
		}
	}
	if cmd.EncodingAESKey == "" {
		cmd.EncodingAESKey = (rand.Text() + rand.Text())[:43]
	}
}

// inventedPeople have phones when no roster is given.
var inventedPeople = []wecomsim.Person{
	{UserID: "lou_yuanzhang", Name: "苗青禾", Position: "一号院 · 楼院长"},
	{UserID: "zhi_yuanzhe", Name: "柴知春", Position: "一号院 · 志愿者"},
	{UserID: "an_quanyuan", Name: "祁守安", Position: "梧桐里社区 · 社区安全员"},
	{UserID: "fu_zeren", Name: "蔺长宁", Position: "梧桐街道 · 街道主要负责人"},
}

// serveSimulator serves until ctx ends. Pages that listen for news are cut off then.
func serveSimulator(ctx context.Context, sim *wecomsim.Sim, l net.Listener) error {
	server := &http.Server{Handler: sim.Handler(), ReadHeaderTimeout: 10 * time.Second}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve the simulator: %w", err)
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		return server.Close()
	})
	group.Go(func() error { return sim.Run(ctx) })
	return group.Wait()
}
