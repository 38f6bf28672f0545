package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const aesKey = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"

const settingsText = `
listen: 127.0.0.1:8080
ops: {listen: 127.0.0.1:9090}
public_url: https://grid.example.gov.cn
timezone: Asia/Shanghai
wecom:
  api_base: https://qyapi.weixin.qq.com
  corp_id: ww0123456789abcdef
  agent_id: 1000002
  secret: "0123"
  token: T0ken
  encoding_aes_key: ` + aesKey + `
kf: {enabled: false, open_kfid: ""}
database: {driver: sqlite, dsn: gridwarden.db}
redis: {url: ""}
photos: {url: "file:///var/lib/gridwarden/photos"}
policy: ""
log: {level: info, format: text}
`

// settingsFile writes settings with lines replaced and gives its path.
func settingsFile(t testing.TB, oldnew ...string) string {
	t.Helper()
	text := settingsText
	for i := 0; i < len(oldnew); i += 2 {
		if !strings.Contains(text, oldnew[i]) {
			t.Fatalf("the settings hold no %q", oldnew[i])
		}
		text = strings.Replace(text, oldnew[i], oldnew[i+1], 1)
	}
	dir := t.TempDir()
	write(t, dir, "gridwarden.yaml", text)
	return filepath.Join(dir, "gridwarden.yaml")
}

func env(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

func TestSettingsAreReadFromTheFile(t *testing.T) {
	got, err := Load(settingsFile(t), env(nil))
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.PublicURL = "https://grid.example.gov.cn"
	want.WeCom.CorpID, want.WeCom.AgentID = "ww0123456789abcdef", 1000002
	want.WeCom.Secret, want.WeCom.Token, want.WeCom.EncodingAESKey = "0123", "T0ken", aesKey
	if got != want {
		t.Errorf("settings (-want +got):\n%s", cmp.Diff(fmt.Sprintf("%+v", want), fmt.Sprintf("%+v", got)))
	}
	if got.Photos.Folder() != "/var/lib/gridwarden/photos" {
		t.Errorf("photos in %s", got.Photos.Folder())
	}
}

func TestTheEnvironmentWins(t *testing.T) {
	got, err := Load(settingsFile(t), env(map[string]string{
		"GRIDWARDEN_WECOM_SECRET": "fromenv", "GRIDWARDEN_WECOM_AGENT_ID": "7", "GRIDWARDEN_OPS_LISTEN": ":9999",
		"GRIDWARDEN_PUBLIC_URL": "http://127.0.0.1:8080", "GRIDWARDEN_KF_ENABLED": "false",
	}))
	if err != nil {
		t.Fatal(err)
	}
	if got.WeCom.Secret != "fromenv" || got.WeCom.AgentID != 7 || got.Ops.Listen != ":9999" || got.PublicURL != "http://127.0.0.1:8080" {
		t.Errorf("got %+v", got)
	}
}

func TestSettingsNeedNoFile(t *testing.T) {
	got, err := Load("", env(map[string]string{
		"GRIDWARDEN_PUBLIC_URL": "https://grid.example.gov.cn", "GRIDWARDEN_WECOM_CORP_ID": "ww0123456789abcdef",
		"GRIDWARDEN_WECOM_AGENT_ID": "1000002", "GRIDWARDEN_WECOM_SECRET": "s", "GRIDWARDEN_WECOM_TOKEN": "t",
		"GRIDWARDEN_WECOM_ENCODING_AES_KEY": aesKey, "GRIDWARDEN_DATABASE_DRIVER": "mysql",
		"GRIDWARDEN_DATABASE_DSN": "grid:pw@tcp(db:3306)/gridwarden?parseTime=true", "GRIDWARDEN_REDIS_URL": "redis://:pw@redis:6379/0",
	}))
	if err != nil || got.Listen != "127.0.0.1:8080" || got.Database.Driver != "mysql" {
		t.Errorf("got %+v: %v", got, err)
	}
}

func TestEachMistakeInTheSettingsIsNamedWithItsLine(t *testing.T) {
	for _, tc := range []struct {
		name, old, new string
		line           int
		says           string
	}{
		{"unknown key", "log: {level", "logs: {level", 18, `unknown key "logs"`},
		{"unknown nested key", "  token:", "  tokens:", 11, `unknown key "tokens" in wecom`},
		{"number", "agent_id: 1000002", "agent_id: one", 9, "not a whole number"},
		{"secret of digits", `secret: "0123"`, "secret: 0123", 10, "in quotes"},
		{"no port", "listen: 127.0.0.1:8080", "listen: localhost", 2, "address with a port"},
		{"ops on the public port", "127.0.0.1:9090", "127.0.0.1:8080", 3, "must differ from listen"},
		{"plain public url", "https://grid", "http://grid", 4, "https://"},
		{"other zone", "Asia/Shanghai", "Europe/Berlin", 5, "must be Asia/Shanghai"},
		{"plain api", "https://qyapi", "http://qyapi", 7, "the secret travels"},
		{"no corp", "corp_id: ww0123456789abcdef", `corp_id: ""`, 8, "is missing"},
		{"short key", aesKey, "short", 12, "43 letters"},
		{"wrong token", "token: T0ken", "token: with-dash", 11, "1 to 32 letters and digits"},
		{"kf", "enabled: false", "enabled: true", 13, "not in this release"},
		{"driver", "driver: sqlite", "driver: postgres", 14, "sqlite or mysql"},
		{"dsn", "{driver: sqlite, dsn: gridwarden.db}", "{driver: mysql, dsn: localhost}", 14, "user:password@tcp"},
		{"redis", `redis: {url: ""}`, `redis: {url: "http://x"}`, 15, "redis://host"},
		{"bucket", "file:///var/lib/gridwarden/photos", "s3://bucket?endpoint=x", 16, "in a folder only"},
		{"relative folder", "file:///var/lib/gridwarden/photos", "file://photos", 16, "from the root on"},
		{"log level", "level: info", "level: loud", 18, "debug or info"},
		{"not YAML", "ops: {listen", "ops: {{listen", 3, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := settingsFile(t, tc.old, tc.new)
			_, err := Load(path, env(nil))
			var found Problems
			if !errors.As(err, &found) {
				t.Fatalf("accepted, or no list of problems: %v", err)
			}
			if len(found) != 1 || found[0].File != path || found[0].Line != tc.line || !strings.Contains(found[0].Text, tc.says) {
				t.Errorf("want line %d …%s…, got:\n%v", tc.line, tc.says, found)
			}
		})
	}
}

func TestAllMistakesInTheSettingsAreReportedTogether(t *testing.T) {
	_, err := Load(settingsFile(t, "level: info", "level: loud", "driver: sqlite", "driver: oracle", "token: T0ken", `token: ""`),
		env(map[string]string{"GRIDWARDEN_PHOTOS_URL": "s3://bucket"}))
	var found Problems
	if !errors.As(err, &found) || len(found) != 4 {
		t.Fatalf("want 4 mistakes, got:\n%v", err)
	}
	if found[3].File != "GRIDWARDEN_PHOTOS_URL" && found[0].File != "GRIDWARDEN_PHOTOS_URL" {
		t.Errorf("the variable is not named:\n%v", err)
	}
	if _, err := Load("", env(nil)); err == nil || strings.Count(err.Error(), "is missing") < 5 {
		t.Errorf("empty settings: %v", err)
	}
	if _, err := Load("no-such-file.yaml", env(nil)); err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("missing file: %v", err)
	}
	if _, err := Load("", env(map[string]string{"GRIDWARDEN_WECOM_AGENT_ID": "x", "GRIDWARDEN_KF_ENABLED": "maybe"})); err == nil || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("malformed variables: %v", err)
	}
}

func TestSecretsAreNeverPrinted(t *testing.T) {
	const hidden = "s3cr3t"
	s := Default()
	s.WeCom.Secret, s.Redis.URL, s.Database.DSN = hidden, "redis://:"+hidden+"@x", "u:"+hidden+"@tcp(x)/y"
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("settings", "secret", s.WeCom.Secret, "all", s)
	asJSON, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		fmt.Sprint(s), fmt.Sprintf("%+v", s), fmt.Sprintf("%#v", s), fmt.Sprintf("%s %q %v %x", s.WeCom.Secret, s.WeCom.Secret, &s.WeCom, s.WeCom.Secret),
		string(asJSON), log.String(),
	} {
		if strings.Contains(text, hidden) || strings.Contains(text, fmt.Sprintf("%x", hidden)) {
			t.Errorf("the secret shows: %s", text)
		}
	}
	if s.WeCom.Secret.Reveal() != hidden {
		t.Error("Reveal does not")
	}

	broken := settingsFile(t, `secret: "0123"`, "secret: ["+hidden+"]", "redis: {url: \"\"}", "redis: {url: {a: "+hidden+"}}")
	if _, err := Load(broken, env(nil)); err == nil || strings.Contains(err.Error(), hidden) {
		t.Errorf("the error shows the secret, or there is none: %v", err)
	}
	torn := settingsFile(t, `secret: "0123"`, "secret: \""+hidden)
	if _, err := Load(torn, env(nil)); err == nil || strings.Contains(err.Error(), hidden) {
		t.Errorf("the error shows the secret, or there is none: %v", err)
	}
}
