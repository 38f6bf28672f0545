package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/wecom"
	"gridwarden/safety"
)

// advice is what to do about the codes an operator can do something about
// (wecom-api.md 3, 10).
var advice = map[int]string{
	0:      "check wecom.api_base, the firewall and the proxy",
	-1:     "WeCom is busy: try again in a minute",
	40001:  "compare wecom.secret with the app's page; wait an hour before trying again and again, WeCom locks the address",
	40013:  "compare wecom.corp_id with 我的企业 in the admin console",
	40091:  "compare wecom.secret with the app's page",
	40056:  "compare wecom.agent_id with the app's page",
	301002: "compare wecom.agent_id with the app's page: the secret belongs to another app",
	45009:  "too many calls: try again in a minute",
	48002:  "give the app this right in the admin console",
	50003:  "enable the app in the admin console",
	60011:  "let the app see the people of the street: 可见范围 on the app's page",
	60020:  "add this machine's public address to 企业可信IP on the app's page",
}

// refused is the finding about a call that the platform did not accept.
func refused(err error) finding {
	var fault *bot.Fault
	if !errors.As(err, &fault) {
		return failing(advice[0], err)
	}
	do, known := advice[fault.Code]
	if !known {
		do = "look the code up in the platform's list of error codes"
	}
	if fault.Hint != "" {
		do += " (the platform's support id is " + fault.Hint + ")"
	}
	return failing(do, err)
}

// lookAtToken makes the first business call, which fetches a token before.
func (d *doctor) lookAtToken(ctx context.Context) finding {
	const api = "gettoken"
	d.offline = "there is no token"
	w := d.set.WeCom
	client, err := wecom.New(wecom.Config{
		APIBase: w.APIBase, CorpID: w.CorpID, AgentID: w.AgentID, Secret: wecom.Secret(w.Secret.Reveal()), Networks: networks(w), Now: d.now,
		Observe: func(api, outcome string, _ time.Duration) { d.outcomes[api] = outcome },
	})
	if err != nil {
		return failing("correct the settings under wecom", err)
	}
	d.platform = client
	d.free = append(d.free, func() error { client.Close(); return nil })
	d.departments, d.refusal = client.Departments(ctx)
	if d.outcomes[api] != "ok" {
		return refused(d.refusal)
	}
	d.offline = ""
	return healthy("fetched for app %d", w.AgentID)
}

// lookAtAddress judges the business call: gettoken answers from any address,
// only a business call tells whether this one is trusted (wecom-api.md 13.14).
func (d *doctor) lookAtAddress(context.Context) finding {
	switch {
	case d.offline != "":
		return unchecked(d.offline)
	case d.refusal != nil:
		d.offline = "business calls are refused"
		return refused(d.refusal)
	}
	return healthy("business calls are accepted from here")
}

func (d *doctor) lookAtMenu(ctx context.Context) finding {
	if d.offline != "" {
		return unchecked(d.offline)
	}
	const do = "gridwarden serve sets it when it starts"
	menu, err := d.platform.Menu(ctx)
	switch {
	case err != nil:
		return refused(err)
	case len(menu) == 0:
		return finding{mark: markNotice, text: "the app has no menu yet", do: do}
	case !sameMenu(menu, appMenu):
		return finding{mark: markNotice, text: "the app has another menu", do: do}
	}
	return healthy("as it should be")
}

// askedSingly is how many people who are in no visible department are asked
// for one by one: the app may see them by name or by tag.
const askedSingly = 100

// lookAtRange looks for people of the roster whom the app cannot reach.
func (d *doctor) lookAtRange(ctx context.Context) finding {
	switch {
	case d.offline != "":
		return unchecked(d.offline)
	case d.roster == nil:
		return unchecked(d.unread)
	case len(d.roster.Members) == 0:
		return unchecked("there is no roster yet")
	}
	seen, err := d.visible(ctx)
	if err != nil {
		return refused(err)
	}
	var people, missing []string
	for _, m := range d.roster.Members {
		if m.Ended {
			continue
		}
		people = append(people, m.ID)
		if !seen[m.ID] {
			missing = append(missing, m.ID)
		}
	}
	if len(missing) <= askedSingly {
		if missing, err = d.unknown(ctx, missing); err != nil {
			return refused(err)
		}
	}
	if len(missing) == 0 {
		return healthy("all %d people of the roster can be reached", len(people))
	}
	f := failing("add them to 可见范围 on the app's page, or correct their 账号 in the roster",
		fmt.Errorf("%d of %d people of the roster cannot be reached", len(missing), len(people)))
	f.lines = d.named(missing)
	return f
}

// visible are the members of the departments the app sees.
func (d *doctor) visible(ctx context.Context) (map[string]bool, error) {
	seen := map[string]bool{}
	for _, dept := range d.departments {
		if slices.ContainsFunc(d.departments, func(up wecom.Department) bool { return up.ID == dept.Parent }) {
			continue // the department above lists its members too
		}
		users, err := d.platform.Members(ctx, dept.ID, true)
		if err != nil {
			return nil, err
		}
		for _, u := range users {
			seen[u.UserID] = true
		}
	}
	return seen, nil
}

// unknown are those whom the platform does not show to the app.
func (d *doctor) unknown(ctx context.Context, ids []string) ([]string, error) {
	var missing []string
	for _, id := range ids {
		_, err := d.platform.User(ctx, id)
		var fault *bot.Fault
		switch {
		case err == nil:
		case errors.As(err, &fault) && fault.Remedy == bot.Drop:
			missing = append(missing, id)
		default:
			return nil, err
		}
	}
	return missing, nil
}

// namedAtMost is how many people a finding lists.
const namedAtMost = 20

func (d *doctor) named(ids []string) []string {
	var lines []string
	for _, id := range ids[:min(len(ids), namedAtMost)] {
		lines = append(lines, fmt.Sprintf("%s %s", d.roster.Name(id), id))
	}
	if more := len(ids) - namedAtMost; more > 0 {
		lines = append(lines, fmt.Sprintf("… and %d more", more))
	}
	return lines
}

// lookAtRoster names the blind spots. They are for the street's people to fill
// and do not make the installation fail; an empty roster does.
func (d *doctor) lookAtRoster(context.Context) finding {
	switch {
	case d.roster == nil:
		return unchecked(d.unread)
	case len(d.roster.Grids) == 0:
		return failing("bring one in with gridwarden import", errors.New("there is no roster yet"))
	}
	spots := safety.Coverage(d.roster, d.now())
	if len(spots) == 0 {
		return healthy("version %d, no blind spot", d.roster.Version)
	}
	f := finding{mark: markNotice, text: fmt.Sprintf("version %d has %d blind spots", d.roster.Version, len(spots)), do: "name somebody for each and import the workbook again"}
	for _, s := range spots {
		f.lines = append(f.lines, fmt.Sprintf("%s（%s）：%s", s.Name, s.Object, s.Text))
	}
	return f
}
