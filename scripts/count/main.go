// Command count reads the output of `go test -json`, prints what failed or was
// skipped with its output, then a line for each package and the plain count.
// It fails when a test failed, was skipped, or none ran.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
)

type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64
}

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer file.Close()
	output := map[string][]string{}
	var packages []string
	passed, failed, skipped := 0, 0, 0
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Println(lines.Text()) // a build failure speaks for itself
			continue
		}
		key := e.Package + " " + e.Test
		switch e.Action {
		case "output", "build-output":
			output[key] = append(output[key], e.Output)
		case "pass", "fail", "skip":
			if e.Test == "" {
				packages = append(packages, fmt.Sprintf("%-4s %-40s %7.1fs", e.Action, e.Package, e.Elapsed))
				if e.Action == "fail" {
					fmt.Print(strings.Join(output[key], ""))
				}
				continue
			}
			switch e.Action {
			case "pass":
				passed++
			case "fail":
				failed++
				fmt.Printf("FAILED %s\n%s", key, strings.Join(output[key], ""))
			case "skip":
				skipped++
				fmt.Printf("SKIPPED %s\n%s", key, strings.Join(output[key], ""))
			}
		case "build-fail":
			failed++
		}
	}
	for key, out := range output {
		if strings.HasSuffix(key, " ") && strings.TrimSpace(key) == "" {
			fmt.Print(strings.Join(out, ""))
		}
	}
	sort.Strings(packages)
	fmt.Println(strings.Join(packages, "\n"))
	fmt.Printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped)
	if failed > 0 || skipped > 0 || passed == 0 {
		os.Exit(1)
	}
}
