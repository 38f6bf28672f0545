package main

import (
	"errors"
	"fmt"
	"slices"

	"gridwarden/config"
	"gridwarden/safety"
)

type policyCmd struct {
	Check   policyCheckCmd   `cmd:"" help:"Find every mistake of the policy, with file and line."`
	Show    policyShowCmd    `cmd:"" help:"Print plans, limits, ladders and windows."`
	Diagram policyDiagramCmd `cmd:"" help:"Print the life of a hazard, or the windows of a year, as a Mermaid diagram."`
}

// policyFolder is the folder that overrides the embedded policy.
type policyFolder struct {
	Dir string `arg:"" optional:"" help:"Folder with overriding files; without it the embedded policy." type:"existingdir"`
}

type policyCheckCmd struct{ policyFolder }

// Help shows an example.
func (policyCheckCmd) Help() string { return "Example: gridwarden policy check ./policy" }

// Run prints the mistakes, one a line.
func (cmd policyCheckCmd) Run(c console) error {
	problems := config.CheckPolicy(cmd.Dir)
	for _, p := range problems {
		fmt.Fprintln(c.out, p)
	}
	if len(problems) > 0 {
		return errors.New("the policy has mistakes")
	}
	fmt.Fprintln(c.out, "the policy is in order")
	return nil
}

type policyShowCmd struct{ policyFolder }

// Help shows an example.
func (policyShowCmd) Help() string { return "Example: gridwarden policy show" }

// Run prints what the business decided.
func (cmd policyShowCmd) Run(c console) error {
	p, err := config.LoadPolicy(cmd.Dir)
	if err != nil {
		return err
	}
	for _, plan := range p.Plans {
		fmt.Fprintf(c.out, "%s %s (%s): due %s, late until %s, ladder %s\n", plan.ID, plan.Name, plan.Clause, plan.Due, plan.Late, plan.Ladder)
	}
	for _, s := range safety.Severities {
		l := p.Limits[s.Severity]
		fmt.Fprintf(c.out, "%s %s: rectify %s, review %s, ladder %s\n", string(s.Severity), s.Name, l.Rectify, l.Review, l.Ladder)
	}
	var names []string
	for name := range p.Ladders {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(c.out, "\n%s\n", safety.LadderTable(p.Ladders[name]))
	}
	for _, year := range p.Calendar.Years() {
		fmt.Fprintf(c.out, "\n%s", safety.WindowYearTable(p, year))
	}
	_, err = fmt.Fprintf(c.out, "\n%s", safety.WindowTable(p))
	return err
}

type policyDiagramCmd struct {
	Windows int `help:"Draw the windows of this year instead." placeholder:"YEAR"`
	policyFolder
}

// Help shows an example.
func (policyDiagramCmd) Help() string {
	return "Examples: gridwarden policy diagram > lifecycle.mmd; gridwarden policy diagram --windows 2026 ./policy"
}

// Run prints the diagram.
func (cmd policyDiagramCmd) Run(c console) error {
	if cmd.Windows == 0 {
		_, err := fmt.Fprint(c.out, safety.Mermaid(safety.Lifecycle))
		return err
	}
	p, err := config.LoadPolicy(cmd.Dir)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(c.out, safety.WindowGantt(p, cmd.Windows))
	return err
}

type versionCmd struct{}

// version is set when a release is built.
var version = "development"

// Run prints the version.
func (versionCmd) Run(c console) error {
	_, err := fmt.Fprintln(c.out, "gridwarden", version)
	return err
}
