// Package wecomsim is WeCom (企业微信) in a box: the server-side API of one
// self-built app with its limits and errors, and the phones of the members
// behind it. It knows nothing of any bot: whatever client speaks the protocol
// can be pointed at it, over HTTP and with the real encryption.
//
//	sim, err := wecomsim.New(wecomsim.Config{CorpID: …, AgentID: …, Secret: …, Token: …, EncodingAESKey: …})
//	go sim.Run(ctx)                      // delivers callbacks
//	http.Serve(l, sim.Handler())         // the API, the control paths, the page with phones
//	sim.AddPerson(wecomsim.Person{UserID: "grid_zhang", Name: "张格"})
//	sim.SetCallback("http://127.0.0.1:8080/wecom/callback")
//	sim.Phone("grid_zhang").Say("3号楼消防通道被堵")
//	err = sim.Wait(ctx, func() bool { return len(sim.Phone("grid_zhang").Shown()) > 1 })
//
// All windows of the platform (tokens, media, codes, quotas) follow Config.Now,
// so a test may move a year in an instant. What needs real time uses real time:
// the five seconds an app has to answer, and the faults that delay.
//
// Every refusal, drop, repeat and display is an [Entry] of the [Sim.Ledger]; the
// field sheet the behaviour follows is cited as wecom-api.md with its section.
// Where the platform's behaviour is not documented, the comment says what was chosen.
package wecomsim
