package config

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"gridwarden/safety"
)

//go:embed policy
var defaults embed.FS

// The files of a policy. Each is replaced as a whole by one of the same name in
// the folder of the setting `policy`; calendar/ may also be given years that
// are not there yet.
const (
	plansFile      = "plans.yaml"
	laddersFile    = "ladders.yaml"
	checklistsFile = "checklists.yaml"
	limitsFile     = "limits.yaml"
	categoriesFile = "categories.yaml"
	jointFile      = "joint.yaml"
	deliveryFile   = "delivery.yaml"
	emergencyFile  = "emergency.yaml"
	wordsFile      = "words.yaml"
	handlingFile   = "handling.yaml"
	reportingFile  = "reporting.yaml"
	escalationFile = "escalation.yaml"
	peopleFile     = "people.yaml"
	visibilityFile = "visibility.yaml"
	bodiesFile     = "bodies.yaml"
	handoverFile   = "handover.yaml"
	windowsFile    = "windows.yaml"
	dailyFile      = "daily.yaml"
	festivalsFile  = "calendar/festivals.yaml"
)

// LoadPolicy reads the embedded default policy, overridden file by file by
// those in dir (none if dir is empty), and checks it completely. The error, if
// any, is of type Problems: all mistakes with file and line.
func LoadPolicy(dir string) (*safety.Policy, error) {
	p, problems := loadPolicy(dir)
	return p, problems.err()
}

// CheckPolicy finds all mistakes of the policy that LoadPolicy would read.
func CheckPolicy(dir string) []Problem {
	_, problems := loadPolicy(dir)
	return problems
}

func loadPolicy(dir string) (*safety.Policy, Problems) {
	files, problems := policyFiles(dir)
	r := policyReader{files: files, docs: map[string]document{}, found: problems}
	p := r.read()
	if len(r.found) == 0 {
		for _, mistake := range p.Check() {
			r.found = append(r.found, r.locate(mistake))
		}
	}
	if len(r.found) > 0 {
		r.found.sort()
		return nil, r.found
	}
	return p, nil
}

// policyFiles are the texts of all files by their names, a folder's own before
// the defaults.
func policyFiles(dir string) (map[string][]byte, Problems) {
	root, _ := fs.Sub(defaults, "policy") // embedded: it is there
	files, problems := readAll(root)
	if dir == "" {
		return files, problems
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return files, append(problems, Problem{dir, 0, "the policy folder does not exist"})
	}
	own, wrong := readAll(os.DirFS(dir))
	problems = append(problems, wrong...)
	for name, text := range own {
		if _, known := files[name]; !known && path.Dir(name) != "calendar" {
			problems = append(problems, Problem{name, 0, "is no file of a policy; they are " + strings.Join(slices.Sorted(maps.Keys(files)), ", ")})
			continue
		}
		files[name] = text
	}
	return files, problems
}

// readAll reads the YAML files of a folder. Hidden files and folders are left
// alone: a mounted folder may hold its older versions there.
func readAll(root fs.FS) (map[string][]byte, Problems) {
	files := map[string][]byte{}
	var problems Problems
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir() || path.Ext(name) != ".yaml" && path.Ext(name) != ".yml":
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		files[name] = text
		return nil
	})
	if err != nil {
		problems = append(problems, Problem{"", 0, fmt.Sprintf("read policy: %v", err)})
	}
	return files, problems
}

// policyReader turns files into a policy and remembers where things stand.
type policyReader struct {
	files map[string][]byte
	docs  map[string]document
	found Problems
}

func (r *policyReader) decode(file string, into any) {
	doc, problems := decode(file, r.files[file], into)
	r.docs[file] = doc
	r.found = append(r.found, problems...)
}

func (r *policyReader) say(file, at, format string, args ...any) {
	r.found = append(r.found, Problem{file, r.docs[file].line(at), fmt.Sprintf(format, args...)})
}

// lodgers are the blocks that stand in a file of another name.
var lodgers = map[string]string{
	"uses": checklistsFile, "office": limitsFile, "leave": peopleFile, "succession": peopleFile, "coverage": peopleFile,
	"special": windowsFile, "adhoc": windowsFile, "ahead": windowsFile, "shift": windowsFile, "longest": windowsFile,
}

// locate finds the line of a mistake: the first part of its path names the file.
func (r *policyReader) locate(p safety.Problem) Problem {
	top, rest, _ := strings.Cut(p.At, "/")
	file := top + ".yaml"
	if other, ok := lodgers[top]; ok {
		file = other
	}
	at := p.At
	if slices.Contains([]string{deliveryFile, emergencyFile, jointFile, wordsFile, escalationFile, visibilityFile, bodiesFile, dailyFile}, file) {
		at = rest // these files are one block, without a heading
	}
	return Problem{file, r.docs[file].line(at), p.Text}
}

func (r *policyReader) read() *safety.Policy {
	var plans struct {
		Plans []safety.Plan `yaml:"plans"`
	}
	var ladders struct {
		Ladders []safety.Ladder `yaml:"ladders"`
	}
	var checklists struct {
		Checklists []safety.Checklist    `yaml:"checklists"`
		Uses       []safety.ChecklistUse `yaml:"uses"`
	}
	var limits struct {
		Office safety.Office                    `yaml:"office"`
		Limits map[safety.Severity]safety.Limit `yaml:"limits"`
	}
	var categories struct {
		Why        string                `yaml:"why"`
		Categories []safety.CategoryRule `yaml:"categories"`
	}
	var handling struct {
		Handling safety.Handling `yaml:"handling"`
	}
	var reporting struct {
		Reporting safety.Reporting `yaml:"reporting"`
	}
	var people peopleBlocks
	var handover struct {
		Handover safety.Handing `yaml:"handover"`
	}
	p := &safety.Policy{Version: version(r.files)}
	r.decode(plansFile, &plans)
	r.decode(laddersFile, &ladders)
	r.decode(checklistsFile, &checklists)
	r.decode(limitsFile, &limits)
	r.decode(categoriesFile, &categories)
	r.decode(handlingFile, &handling)
	r.decode(reportingFile, &reporting)
	r.decode(jointFile, &p.Joint)
	r.decode(handoverFile, &handover)
	r.decode(deliveryFile, &p.Delivery)
	r.decode(emergencyFile, &p.Emergency)
	r.decode(wordsFile, &p.Spellings)
	r.decode(windowsFile, &p.Intensify)
	p.Intensify.Special.ID = safety.SpecialPlan
	p.Office = limits.Office
	p.Plans, p.Limits, p.Categories, p.Uses = plans.Plans, limits.Limits, categories.Categories, checklists.Uses
	r.decode(escalationFile, &p.Escalation)
	r.decode(peopleFile, &people)
	r.decode(visibilityFile, &p.Visibility)
	r.decode(bodiesFile, &p.Bodies)
	r.decode(dailyFile, &p.Daily)
	p.Leave, p.Succession, p.Coverage = people.Leave, people.Succession, people.Coverage
	p.Handling, p.Reporting, p.Handing = handling.Handling, reporting.Reporting, handover.Handover

	p.Ladders = map[string]safety.Ladder{}
	for i, l := range ladders.Ladders {
		if _, twice := p.Ladders[l.Name]; twice {
			r.say(laddersFile, fmt.Sprintf("ladders/%d", i), "there are two ladders named %q", l.Name)
		}
		p.Ladders[l.Name] = l
	}
	p.Checklists = map[string]safety.Checklist{}
	for i, c := range checklists.Checklists {
		if _, twice := p.Checklists[c.ID]; twice {
			r.say(checklistsFile, fmt.Sprintf("checklists/%d", i), "there are two checklists with the id %q", c.ID)
		}
		p.Checklists[c.ID] = c
	}
	p.Calendar = r.calendar(p.Office)
	return p
}

// calendar reads the years and the festivals, for an office that closes in time.
func (r *policyReader) calendar(office safety.Office) *safety.Calendar {
	var festivals struct {
		Festivals map[int]safety.Festivals `yaml:"festivals"`
	}
	r.decode(festivalsFile, &festivals)
	var years []safety.CalendarYear
	for _, file := range slices.Sorted(maps.Keys(r.files)) {
		if path.Dir(file) != "calendar" || file == festivalsFile {
			continue
		}
		var y safety.CalendarYear
		r.decode(file, &y)
		if base := path.Base(file); base != fmt.Sprintf("%d.yaml", y.Year) {
			r.say(file, "year", "%s holds the year %d", base, y.Year)
		}
		for _, mistake := range y.Check() {
			r.say(file, mistake.At, "%s", mistake.Text)
		}
		years = append(years, y)
	}
	for _, year := range slices.Sorted(maps.Keys(festivals.Festivals)) {
		for _, mistake := range festivals.Festivals[year].Check(year) {
			r.say(festivalsFile, fmt.Sprintf("festivals/%d/%s", year, mistake.At), "%s", mistake.Text)
		}
	}
	if len(r.found) > 0 {
		return nil
	}
	c, err := safety.NewCalendar(years, festivals.Festivals)
	if err != nil {
		r.say(festivalsFile, "", "%v", err)
		return nil
	}
	if closing, err := c.ClosingAt(office.Closes); err == nil {
		return closing
	}
	return c // what is wrong with the hour is found with all other mistakes
}

// version is a hash of all files, stored with what was decided by them.
func version(files map[string][]byte) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(h, "%s %d\n", name, len(files[name]))
		h.Write(files[name])
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}
