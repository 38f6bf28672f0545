package main

import (
	"errors"
	"fmt"
	"slices"

	"gridwarden/config"
	"gridwarden/safety"
)

type policyCmd struct {
	Check   policyCheckCmd   `cmd:"" help:"Find every mistake of the policy, with file and line, and of the table of a hazard's life."`
	Show    policyShowCmd    `cmd:"" help:"Print all that the policy decides, with its reasons."`
	Diagram policyDiagramCmd `cmd:"" help:"Print the life of a hazard, or the windows of a year, as a Mermaid diagram. The life is part of the program: a folder changes only the windows."`
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
	life := safety.CheckLifecycle(safety.Lifecycle)
	for _, mistake := range life {
		fmt.Fprintln(c.out, "life of a hazard:", mistake)
	}
	if len(problems)+len(life) > 0 {
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
		fmt.Fprintf(c.out, "%s %s (%s): due %s, late until %s, ladder %s. %s\n", plan.ID, plan.Name, plan.Clause, plan.Due, plan.Late, plan.Ladder, plan.Why)
	}
	if err := config.Show(c.out, p); err != nil {
		return err
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
	_, err = fmt.Fprintf(c.out, "\n%s\n%s\n%s", safety.WindowTable(p), safety.HandoverDoc(safety.HandoverLife, p), safety.VisibilityDoc(p.Visibility))
	return err
}

type policyDiagramCmd struct {
	Windows int `help:"Draw the windows of this year instead." placeholder:"YEAR"`
	policyFolder
}

// Help shows an example.
func (policyDiagramCmd) Help() string {
	return "Examples: gridwarden policy diagram > lifecycle.mmd; gridwarden policy diagram --windows 2026 ./policy. Without --windows the folder makes no difference."
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
