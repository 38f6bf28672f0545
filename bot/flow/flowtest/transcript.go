package flowtest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot"
	"gridwarden/bot/flow"
)

// Transcripts plays each file of a folder on a stage of its own and compares
// what the bot says; with update it writes what the bot says into the file.
//
//	# a comment
//	王院长> 上报隐患           a text
//	王院长> [图片×3]           photos; also [图片 p1] with a media id
//	王院长> [位置 幸福小区 31.1,121.4]
//	王院长> [语音 楼道堆物]     [视频] [文件] [链接]
//	王院长> [点 合格]           a tap on the newest card with that button
//	王院长> [点旧卡 合格]       on the oldest
//	王院长> [按键 begin:x:]     a tap with that key
//	王院长> [开办 flow "payload"] Desk.Begin
//	机器人> what it said
//	      | the next line of the same message [buttons|of|a card]
//	+5h                        time passes
//	! name                     a hook of the stage
func Transcripts(t *testing.T, glob string, update bool, stage func(t *testing.T) *Stage) {
	t.Helper()
	files, err := filepath.Glob(glob)
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts in %s: %v", glob, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := Play(t, stage(t), string(raw))
			if update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(strings.Split(string(raw), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("%s differs (-file +said):\n%s", file, diff)
			}
		})
	}
}

var (
	spoken  = regexp.MustCompile(`^(\S+?)> ?(.*)$`)
	bracket = regexp.MustCompile(`^\[(图片|位置|语音|视频|文件|链接|点旧卡|点|按键|菜单|开办|进入)(.*)\]$`)
)

const bot0 = "机器人"

// Play plays a transcript and returns it with the bot's lines as they came.
func Play(t *testing.T, s *Stage, script string) string {
	t.Helper()
	var out strings.Builder
	photo := 0
	for n, line := range strings.Split(strings.TrimRight(script, "\n"), "\n") {
		var turns []flow.Turn
		var err error
		switch {
		case strings.HasPrefix(line, bot0+">"), strings.HasPrefix(line, "      |"):
			continue
		case strings.HasPrefix(line, "+"):
			d, bad := time.ParseDuration(strings.TrimSpace(line[1:]))
			if bad != nil {
				t.Fatalf("line %d: %v", n+1, bad)
			}
			out.WriteString(line + "\n")
			turns, err = s.Pass(d)
		case strings.HasPrefix(line, "!"):
			hook := s.Hooks[strings.TrimSpace(line[1:])]
			if hook == nil {
				t.Fatalf("line %d: no hook %q", n+1, line)
			}
			hook()
			out.WriteString(line + "\n")
		case spoken.MatchString(line):
			out.WriteString(line + "\n")
			turns, err = s.speak(spoken.FindStringSubmatch(line)[2], &photo)
		default:
			out.WriteString(line + "\n")
		}
		if err != nil {
			t.Fatalf("line %d (%s): %v", n+1, line, err)
		}
		for _, turn := range turns {
			out.WriteString(Show(turn))
		}
	}
	return out.String()
}

// speak turns a line into messages, a second apart.
func (s *Stage) speak(said string, photo *int) (turns []flow.Turn, err error) {
	send := func(m bot.Message) {
		if err != nil {
			return
		}
		var passed []flow.Turn
		if passed, err = s.Pass(time.Second); err != nil {
			return
		}
		var turn flow.Turn
		turn, err = s.Send(m)
		turns = append(append(turns, passed...), turn)
	}
	g := bracket.FindStringSubmatch(said)
	if g == nil {
		send(bot.Message{Kind: bot.Text, Text: said})
		return turns, err
	}
	arg := strings.TrimSpace(g[2])
	switch g[1] {
	case "图片":
		count := 1
		if times, ok := strings.CutPrefix(arg, "×"); ok {
			if count, err = strconv.Atoi(times); err != nil {
				return nil, err
			}
			arg = ""
		}
		for range count {
			*photo++
			media := arg
			if media == "" {
				media = fmt.Sprintf("p%d", *photo)
			}
			send(bot.Message{Kind: bot.Image, MediaID: media})
		}
	case "位置":
		m := bot.Message{Kind: bot.Location}
		name, at, _ := strings.Cut(arg, " ")
		m.Label = name
		if _, bad := fmt.Sscanf(at, "%f,%f", &m.Lat, &m.Lon); bad != nil && at != "" {
			return nil, bad
		}
		send(m)
	case "语音":
		send(bot.Message{Kind: bot.Voice, Text: arg, MediaID: "v"})
	case "视频":
		send(bot.Message{Kind: bot.Video, MediaID: "v"})
	case "文件":
		send(bot.Message{Kind: bot.File, MediaID: "f", Name: arg})
	case "链接":
		send(bot.Message{Kind: bot.Link, Text: arg})
	case "进入":
		send(bot.Message{Kind: bot.Enter})
	case "菜单":
		send(bot.Message{Kind: bot.Menu, Text: arg})
	case "按键":
		send(bot.Message{Kind: bot.Tapped, Tap: &bot.Tap{Key: arg, ResponseCode: "r"}})
	case "点", "点旧卡":
		m, ok := s.Tap(arg, g[1] == "点旧卡")
		if !ok {
			return nil, fmt.Errorf("no card with %q", arg)
		}
		send(m)
	case "开办":
		name, payload, _ := strings.Cut(arg, " ")
		var turn flow.Turn
		turn, err = s.Begin(name, []byte(payload))
		turns = append(turns, turn)
	}
	return turns, err
}

// Show writes what the bot said in a turn as lines of a transcript.
func Show(turn flow.Turn) string {
	var out strings.Builder
	for _, b := range turn.Replies {
		lines := strings.Split(b.Text+b.Markdown, "\n")
		if b.Card != nil {
			lines = cardLines(*b.Card)
		}
		for i, line := range lines {
			switch i {
			case 0:
				out.WriteString(bot0 + "> " + line + "\n")
			default:
				out.WriteString("      | " + line + "\n")
			}
		}
	}
	if turn.Update != nil {
		out.WriteString("      | （卡片按钮变为：" + turn.Update.Done + "）\n")
	}
	if turn.Foreign {
		out.WriteString("      | （不是会话里的）\n")
	}
	return out.String()
}

func cardLines(c bot.Card) []string {
	lines := []string{c.Title}
	if c.Desc != "" {
		lines = append(lines, strings.Split(c.Desc, "\n")...)
	}
	for _, f := range c.Fields {
		lines = append(lines, f.Name+"："+f.Value)
	}
	if c.Note != "" {
		lines = append(lines, c.Note)
	}
	var taps []string
	if c.Vote != nil {
		for _, o := range c.Vote.Options {
			taps = append(taps, o.Text)
		}
		if c.Vote.Multi {
			taps = append(taps, "…")
		}
	}
	for _, b := range c.Buttons {
		taps = append(taps, b.Text)
	}
	if len(taps) > 0 {
		lines[len(lines)-1] += " [" + strings.Join(taps, "|") + "]"
	}
	return lines
}

func splitList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == '、' || r == '，' })
}
