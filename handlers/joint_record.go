package handlers

import (
	_ "embed"
	"fmt"
	"strings"
	"text/template"

	"gridwarden/safety"
)

//go:embed templates/joint_record.tmpl
var recordTemplate string

var recordWords = template.Must(template.New("joint_record").Funcs(template.FuncMap{
	"join": strings.Join, "add": func(i int) int { return i + 1 }, "holding": holding,
}).Parse(recordTemplate))

// holding says how a finding of last time stands.
func holding(l safety.LookBack) string {
	switch {
	case l.Hazard != "":
		return "没保持（" + l.Note + "），重新登记 " + l.Hazard
	case l.Answer == safety.Fail:
		return "没改好（" + l.Note + "）"
	case l.Answer == safety.NotApplicable:
		return "看不了（" + l.Note + "）"
	}
	return "保持"
}

// recordText is the record as text (domain.md 9.6, 15).
func recordText(rec safety.JointRecord) string {
	var b strings.Builder
	if err := recordWords.Execute(&b, rec); err != nil {
		panic(fmt.Sprintf("template of the joint record: %v", err)) // every field exists: the golden test walks them all
	}
	return strings.TrimSpace(b.String())
}

// partSize keeps a part within one message (wecom-api.md 4.3: 2048 bytes).
const partSize = 1900

// inParts cuts a long text at line ends into parts that each fit a message.
func inParts(text string) []string {
	var parts []string
	part := ""
	for _, line := range strings.Split(text, "\n") {
		if part != "" && len(part)+len(line)+1 > partSize {
			parts, part = append(parts, part), ""
		}
		if part != "" {
			part += "\n"
		}
		part += line
	}
	return append(parts, part)
}
