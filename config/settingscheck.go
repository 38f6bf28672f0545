package config

import (
	"encoding/base64"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// mistake is what is wrong with one key.
type mistake struct{ key, text string }

var (
	corpIDForm = regexp.MustCompile(`^[A-Za-z0-9_-]{4,64}$`)
	tokenForm  = regexp.MustCompile(`^[A-Za-z0-9]{1,32}$`) // wecom-api.md 3: up to 32 letters and digits
	mysqlForm  = regexp.MustCompile(`^[^/]*@[^/]*/[^/?]+(\?.*)?$|^[^/]*@unix\(.+\)/[^/?]+(\?.*)?$`)
)

// mistakes checks every setting. Texts never hold a secret.
func (s Settings) mistakes() []mistake {
	checks := []struct{ key, text string }{
		{"listen", badAddress(s.Listen)},
		{"ops.listen", badOps(s.Listen, s.Ops.Listen)},
		{"public_url", badPublicURL(s.PublicURL)},
		{"timezone", badZone(s.Timezone)},
		{"wecom.api_base", badAPIBase(s.WeCom.APIBase)},
		{"wecom.corp_id", unlike(corpIDForm, s.WeCom.CorpID, "like ww0123456789abcdef")},
		{"wecom.agent_id", when(s.WeCom.AgentID <= 0, "is missing: the number of the app, like 1000002")},
		{"wecom.secret", when(s.WeCom.Secret == "", "is missing")},
		{"wecom.token", unlike(tokenForm, string(s.WeCom.Token), "1 to 32 letters and digits")},
		{"wecom.encoding_aes_key", badAESKey(s.WeCom.EncodingAESKey)},
		{"wecom.networks", badNetworks(s.WeCom)},
		{"kf.enabled", when(s.KF.Enabled, "微信客服 is not in this release: set it to false")},
		{"database.driver", oneOf(s.Database.Driver, "sqlite", "mysql")},
		{"database.dsn", badDSN(s.Database)},
		{"redis.url", badRedis(s.Redis.URL)},
		{"photos.url", badPhotos(s.Photos.URL)},
		{"log.level", oneOf(s.Log.Level, "debug", "info", "warn", "error")},
		{"log.format", oneOf(s.Log.Format, "text", "json")},
	}
	var found []mistake
	for _, c := range checks {
		if c.text != "" {
			found = append(found, mistake(c))
		}
	}
	return found
}

func when(wrong bool, text string) string {
	if wrong {
		return text
	}
	return ""
}

func unlike(form *regexp.Regexp, text, want string) string {
	switch {
	case text == "":
		return "is missing"
	case !form.MatchString(text):
		return "must be " + want
	}
	return ""
}

func oneOf(text string, allowed ...string) string {
	return when(!slices.Contains(allowed, text), "must be "+strings.Join(allowed, " or "))
}

// Prefixes are the networks, as checked by Load.
func (w WeCom) Prefixes() ([]netip.Prefix, error) {
	var ps []netip.Prefix
	for text := range strings.SplitSeq(w.Networks, ",") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, err
		}
		ps = append(ps, p)
	}
	return ps, nil
}

func badNetworks(w WeCom) string {
	_, err := w.Prefixes()
	return when(err != nil, "must be networks like 10.1.0.0/16, separated by commas")
}

func badAddress(a string) string {
	_, port, err := net.SplitHostPort(a)
	return when(err != nil || port == "", "must be an address with a port, like 127.0.0.1:8080")
}

func badOps(public, ops string) string {
	if text := badAddress(ops); text != "" {
		return text
	}
	_, port, _ := net.SplitHostPort(ops)
	return when(public == ops && port != "0", "must differ from listen: metrics and profiles are never public")
}

func badZone(zone string) string {
	return when(zone != "Asia/Shanghai", "must be Asia/Shanghai: working days and deadlines are those of the mainland")
}

// loopback says that nobody outside this machine can listen in.
func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

func badPublicURL(text string) string {
	u, err := url.Parse(text)
	switch {
	case text == "":
		return "is missing: the address members' phones reach the pages under"
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return "must be an address like https://grid.example.gov.cn"
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return "must begin with https://: pictures and names travel over it"
	case u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return "must be an address without user, query or fragment"
	}
	return ""
}

func badAPIBase(text string) string {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return "must be an address like https://qyapi.weixin.qq.com"
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return "must begin with https://: the secret travels over it"
	}
	return ""
}

func badAESKey(key Secret) string {
	if key == "" {
		return "is missing"
	}
	// The platform drops the padding and may leave stray bits in the last character.
	raw, err := base64.StdEncoding.DecodeString(key.Reveal() + "=")
	return when(len(key) != 43 || err != nil || len(raw) != 32, "must be the 43 letters and digits that WeCom shows")
}

func badDSN(d Database) string {
	switch {
	case d.DSN == "":
		return "is missing"
	case d.Driver == "mysql" && !mysqlForm.MatchString(d.DSN.Reveal()):
		return "must be like user:password@tcp(host:3306)/gridwarden"
	}
	return ""
}

func badRedis(u Secret) string {
	if u == "" {
		return ""
	}
	parsed, err := url.Parse(u.Reveal())
	bad := err != nil || !slices.Contains([]string{"redis", "rediss", "unix"}, parsed.Scheme) || parsed.Host == "" && parsed.Path == ""
	return when(bad, "must be an address like redis://host:6379/0, or empty")
}

func badPhotos(text string) string {
	scheme, rest, _ := strings.Cut(text, "://")
	switch {
	case text == "":
		return "is missing: a folder like file:///var/lib/gridwarden/photos"
	case scheme != "file":
		return "must begin with file://: this release keeps pictures in a folder only"
	case !filepath.IsAbs(rest) || filepath.Clean(rest) == "/":
		return "must name a folder from the root on, like file:///var/lib/gridwarden/photos"
	}
	return ""
}
