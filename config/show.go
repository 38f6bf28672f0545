package config

import (
	"fmt"
	"io"

	"github.com/goccy/go-yaml"

	"gridwarden/safety"
)

// Show writes the blocks of a policy that have no table of their own, as they are
// written in its files, each number with its why.
func Show(w io.Writer, p *safety.Policy) error {
	for _, block := range []struct {
		file string
		of   any
	}{
		{limitsFile, limitBlocks{p.Office, inOrder(p.Limits)}}, {handlingFile, p.Handling}, {reportingFile, p.Reporting}, {dailyFile, p.Daily},
		{deliveryFile, p.Delivery}, {escalationFile, p.Escalation}, {peopleFile, peopleBlocks{p.Leave, p.Succession, p.Coverage}},
	} {
		text, err := yaml.MarshalWithOptions(block.of, yaml.Indent(2), yaml.IndentSequence(true))
		if err != nil {
			return fmt.Errorf("show %s: %w", block.file, err)
		}
		if _, err := fmt.Fprintf(w, "\n## %s\n\n%s", block.file, text); err != nil {
			return err
		}
	}
	return nil
}

// limitBlocks are the blocks of one file.
type limitBlocks struct {
	Office safety.Office `yaml:"office"`
	Limits yaml.MapSlice `yaml:"limits"`
}

// inOrder are the limits, the mildest severity first.
func inOrder(limits map[safety.Severity]safety.Limit) yaml.MapSlice {
	var all yaml.MapSlice
	for _, s := range safety.Severities {
		all = append(all, yaml.MapItem{Key: string(s.Severity), Value: limits[s.Severity]})
	}
	return all
}

// peopleBlocks are the blocks of one file.
type peopleBlocks struct {
	Leave      safety.LeaveRules      `yaml:"leave"`
	Succession safety.SuccessionRules `yaml:"succession"`
	Coverage   safety.CoverageRules   `yaml:"coverage"`
}
