// Package config reads what the operator of an installation decides: the
// settings (a YAML file and the environment) and the policy (the folder
// policy/, embedded as the default).
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"strconv"
	"strings"
)

// Settings are read once at start and never change (architecture.md 8). Every
// key can also be given as an environment variable: GRIDWARDEN_WECOM_SECRET.
type Settings struct {
	Listen    string   `yaml:"listen"`
	Ops       Ops      `yaml:"ops"`
	PublicURL string   `yaml:"public_url"`
	Timezone  string   `yaml:"timezone"` // only Asia/Shanghai
	WeCom     WeCom    `yaml:"wecom"`
	KF        KF       `yaml:"kf"`
	Database  Database `yaml:"database"`
	Redis     Redis    `yaml:"redis"`
	Photos    Photos   `yaml:"photos"`
	Policy    string   `yaml:"policy"` // folder with overriding files, empty: the default policy
	Log       Log      `yaml:"log"`
}

// Ops is the listener for metrics, readiness and profiles: never public.
type Ops struct {
	Listen string `yaml:"listen"`
}

// WeCom is the app at the platform.
type WeCom struct {
	APIBase        string `yaml:"api_base"` // private deployments and the simulator differ
	CorpID         string `yaml:"corp_id"`
	AgentID        int    `yaml:"agent_id"`
	Secret         Secret `yaml:"secret"`
	Token          Secret `yaml:"token"`            // signs callbacks
	EncodingAESKey Secret `yaml:"encoding_aes_key"` // decrypts callbacks: 43 characters
	// Networks are addresses that are not public but may be called, as a private
	// deployment needs it: "10.1.0.0/16, 192.168.7.20/32". An api_base that is
	// itself an address needs none.
	Networks string `yaml:"networks"`
}

// KF is 微信客服.
type KF struct {
	Enabled  bool   `yaml:"enabled"`
	OpenKFID string `yaml:"open_kfid"`
}

// Database is where everything that matters is kept. The DSN may hold a password.
type Database struct {
	Driver string `yaml:"driver"` // sqlite or mysql
	DSN    Secret `yaml:"dsn"`
}

// Redis coordinates replicas; without it one process does so itself. The URL may hold a password.
type Redis struct {
	URL Secret `yaml:"url"`
}

// Photos is where pictures are kept: a folder, file:///var/lib/gridwarden/photos.
type Photos struct {
	URL string `yaml:"url"`
}

// Folder is the path of the folder that pictures are kept in.
func (p Photos) Folder() string { return strings.TrimPrefix(p.URL, "file://") }

// Log says what is logged and how.
type Log struct {
	Level  string `yaml:"level"`  // debug, info, warn, error
	Format string `yaml:"format"` // text or json
}

// Default are the settings of an installation on one machine, before the file
// and the environment.
func Default() Settings {
	return Settings{
		Listen:   "127.0.0.1:8080",
		Ops:      Ops{Listen: "127.0.0.1:9090"},
		Timezone: "Asia/Shanghai",
		WeCom:    WeCom{APIBase: "https://qyapi.weixin.qq.com"},
		Database: Database{Driver: "sqlite", DSN: "gridwarden.db"},
		Photos:   Photos{URL: "file:///var/lib/gridwarden/photos"},
		Log:      Log{Level: "info", Format: "text"},
	}
}

// Load reads the settings from a file (none if path is empty) and then from the
// environment, which wins. The error, if any, is of type Problems: all mistakes
// together, and no secret in it.
func Load(path string, getenv func(string) string) (Settings, error) {
	s := Default()
	var doc document
	var found Problems
	if path != "" {
		text, err := os.ReadFile(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return s, Problems{{path, 0, "the settings file does not exist"}}
		case err != nil:
			return s, fmt.Errorf("read settings: %w", err)
		}
		doc, found = decode(path, text, &s)
	}
	fromEnv, wrong := overlay(reflect.ValueOf(&s).Elem(), "", getenv)
	found = append(found, wrong...)
	if len(found) > 0 {
		return s, found
	}
	for _, m := range s.mistakes() {
		p := Problem{Text: m.key + ": " + m.text}
		switch name := envName(m.key); {
		case fromEnv[name]:
			p.File = name
		case path != "":
			p.File, p.Line = path, doc.line(strings.ReplaceAll(m.key, ".", "/"))
		}
		found = append(found, p)
	}
	found.sort()
	return s, found.err()
}

// envName is the variable of a key: wecom.api_base → GRIDWARDEN_WECOM_API_BASE.
func envName(key string) string {
	return "GRIDWARDEN_" + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}

// overlay sets every field whose variable is not empty, and says which were.
func overlay(v reflect.Value, at string, getenv func(string) string) (map[string]bool, Problems) {
	set := map[string]bool{}
	var found Problems
	for sf, field := range v.Fields() {
		key := join(at, sf.Tag.Get("yaml"))
		if field.Kind() == reflect.Struct {
			inner, wrong := overlay(field, key, getenv)
			for name := range inner {
				set[name] = true
			}
			found = append(found, wrong...)
			continue
		}
		name := envName(key)
		text := getenv(name)
		if text == "" {
			continue
		}
		set[name] = true
		switch field.Kind() {
		case reflect.String:
			field.SetString(text)
		case reflect.Int:
			n, err := strconv.Atoi(text)
			if err != nil {
				found = append(found, Problem{name, 0, fmt.Sprintf("%q is not a whole number", text)})
			}
			field.SetInt(int64(n))
		case reflect.Bool:
			b, err := strconv.ParseBool(text)
			if err != nil {
				found = append(found, Problem{name, 0, fmt.Sprintf("%q is neither true nor false", text)})
			}
			field.SetBool(b)
		}
	}
	return set, found
}
