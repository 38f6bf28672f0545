package wecom

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Received is a callback as the platform sent it, typed (wecom-api.md 2).
// Which fields are filled depends on Type and Event; userids are lower case.
type Received struct {
	Corp  string
	From  string // userid; "sys" or empty for events of nobody
	At    time.Time
	Type  string // text, image, voice, video, location, link, file, event
	MsgID string // empty for events
	Agent int    // 0 if the callback belongs to no app
	XML   string // the decrypted document

	Content      string
	Recognition  string // speech as text, where the platform gives it
	PicURL       string // never fetched: media comes by id
	MediaID      string
	ThumbMediaID string
	Format       string
	FileName     string
	Lat, Lon     float64 // GCJ-02
	Precision    float64 // metres
	Scale        int
	Label        string
	POI          string
	AppType      string
	Title        string
	Description  string
	URL          string

	Event        string
	EventKey     string
	ScanType     string
	ScanResult   string
	PictureCount int
	Pictures     []string // MD5 sums
	TaskID       string
	CardType     string
	ResponseCode string
	Selected     []Selected
	Job          Job
	Contact      Contact

	KfToken   string // proof for pulling 微信客服 messages, ten minutes
	OpenKfID  string
	KfAdded   []string
	KfRemoved []string
}

// Selected is what was chosen for one question of a card.
type Selected struct {
	Question string
	Options  []string
}

// A Job is the end of an asynchronous job.
type Job struct {
	ID, Type string
	Code     int
	Message  string
}

// A Contact is a change of the address book (wecom-api.md 2.5). An update holds
// only what changed.
type Contact struct {
	Change                       string // create_user, delete_party, update_tag, …
	UserID, NewUserID            string
	Name, Position, Status       string
	Departments                  []int
	MainDepartment               int
	PartyID, ParentID            int
	TagID                        int
	UsersAdded, UsersRemoved     []string
	PartiesAdded, PartiesRemoved []int
}

// fields says where each element's text goes. Elements may stand in any order;
// what is not named here is skipped.
var fields = map[string]func(*Received, string){
	"ToUserName":   func(r *Received, s string) { r.Corp = s },
	"FromUserName": func(r *Received, s string) { r.From = userid(s) },
	"CreateTime":   func(r *Received, s string) { r.At = moment(s) },
	"MsgType":      func(r *Received, s string) { r.Type = strings.TrimSpace(s) },
	"MsgId":        func(r *Received, s string) { r.MsgID = strings.TrimSpace(s) },
	"AgentID":      func(r *Received, s string) { r.Agent = number(s) },

	"Content":      func(r *Received, s string) { r.Content = s },
	"Recognition":  func(r *Received, s string) { r.Recognition = s },
	"PicUrl":       func(r *Received, s string) { r.PicURL = s },
	"MediaId":      func(r *Received, s string) { r.MediaID = strings.TrimSpace(s) },
	"ThumbMediaId": func(r *Received, s string) { r.ThumbMediaID = strings.TrimSpace(s) },
	"Format":       func(r *Received, s string) { r.Format = s },
	"FileName":     func(r *Received, s string) { r.FileName = s },
	"Location_X":   func(r *Received, s string) { r.Lat = decimal(s) },
	"Location_Y":   func(r *Received, s string) { r.Lon = decimal(s) },
	"Latitude":     func(r *Received, s string) { r.Lat = decimal(s) },
	"Longitude":    func(r *Received, s string) { r.Lon = decimal(s) },
	"Precision":    func(r *Received, s string) { r.Precision = decimal(s) },
	"Scale":        func(r *Received, s string) { r.Scale = number(s) },
	"Label":        func(r *Received, s string) { r.Label = s },
	"Poiname":      func(r *Received, s string) { r.POI = s },
	"AppType":      func(r *Received, s string) { r.AppType = s },
	"Title":        func(r *Received, s string) { r.Title = s },
	"Description":  func(r *Received, s string) { r.Description = s },
	"Url":          func(r *Received, s string) { r.URL = s },

	"Event":        func(r *Received, s string) { r.Event = strings.ToLower(strings.TrimSpace(s)) }, // its case differs from event to event
	"EventKey":     func(r *Received, s string) { r.EventKey = s },
	"ScanType":     func(r *Received, s string) { r.ScanType = s },
	"ScanResult":   func(r *Received, s string) { r.ScanResult = s },
	"Count":        func(r *Received, s string) { r.PictureCount = number(s) },
	"PicMd5Sum":    func(r *Received, s string) { r.Pictures = append(r.Pictures, strings.TrimSpace(s)) },
	"TaskId":       func(r *Received, s string) { r.TaskID = s },
	"CardType":     func(r *Received, s string) { r.CardType = s },
	"ResponseCode": func(r *Received, s string) { r.ResponseCode = s },
	"SelectedItem": func(r *Received, _ string) { r.Selected = append(r.Selected, Selected{}) },
	"QuestionKey":  func(r *Received, s string) { r.selected().Question = s },
	"OptionId":     func(r *Received, s string) { r.selected().Options = append(r.selected().Options, s) },
	"OpitonId":     func(r *Received, s string) { r.selected().Options = append(r.selected().Options, s) }, // the vendor's older spelling

	"JobId":   func(r *Received, s string) { r.Job.ID = s },
	"JobType": func(r *Received, s string) { r.Job.Type = s },
	"ErrCode": func(r *Received, s string) { r.Job.Code = number(s) },
	"ErrMsg":  func(r *Received, s string) { r.Job.Message = s },

	"ChangeType":     func(r *Received, s string) { r.Contact.Change = s },
	"UserID":         func(r *Received, s string) { r.Contact.UserID = userid(s) },
	"NewUserID":      func(r *Received, s string) { r.Contact.NewUserID = userid(s) },
	"Name":           func(r *Received, s string) { r.Contact.Name = s },
	"Position":       func(r *Received, s string) { r.Contact.Position = s },
	"Status":         func(r *Received, s string) { r.Contact.Status = s },
	"Department":     func(r *Received, s string) { r.Contact.Departments = numbers(s) },
	"MainDepartment": func(r *Received, s string) { r.Contact.MainDepartment = number(s) },
	"Id":             func(r *Received, s string) { r.Contact.PartyID = number(s) },
	"ParentId":       func(r *Received, s string) { r.Contact.ParentID = number(s) },
	"TagId":          func(r *Received, s string) { r.Contact.TagID = number(s) },
	"AddUserItems":   func(r *Received, s string) { r.Contact.UsersAdded = userids(s) },
	"DelUserItems":   func(r *Received, s string) { r.Contact.UsersRemoved = userids(s) },
	"AddPartyItems":  func(r *Received, s string) { r.Contact.PartiesAdded = numbers(s) },
	"DelPartyItems":  func(r *Received, s string) { r.Contact.PartiesRemoved = numbers(s) },

	"Token":            func(r *Received, s string) { r.KfToken = s },
	"OpenKfId":         func(r *Received, s string) { r.OpenKfID = s },
	"AuthAddOpenKfId":  func(r *Received, s string) { r.KfAdded = append(r.KfAdded, s) },
	"AuthDelOpenKfId":  func(r *Received, s string) { r.KfRemoved = append(r.KfRemoved, s) },
	"ScanCodeInfo":     within,
	"SendPicsInfo":     within,
	"SendLocationInfo": within,
	"SelectedItems":    within,
	"BatchJob":         within,
}

// within marks the elements whose children are fields as well; the names inside
// others (ExtAttr) mean something else and are skipped with them.
func within(*Received, string) {}

// read fills a Received from the decrypted document.
func read(doc string) (*Received, error) {
	var room [24]element
	elements, err := parse(doc, room[:0], FlawMessage)
	if err != nil {
		return nil, err
	}
	r := &Received{XML: doc}
	skip := 0 // depth of the element being skipped with its children
	for _, e := range elements {
		if skip > 0 && e.depth > skip || e.depth == 1 {
			continue
		}
		skip = 0
		if set, ok := fields[e.name]; ok {
			set(r, e.text)
		} else if e.depth == 2 {
			skip = e.depth
		}
	}
	if r.At.IsZero() || r.Type == "" || r.Type == "event" && r.Event == "" {
		return nil, FlawMessage
	}
	return r, nil
}

// selected is the answer being filled; the vendor may leave out its wrapper.
func (r *Received) selected() *Selected {
	if len(r.Selected) == 0 {
		r.Selected = append(r.Selected, Selected{})
	}
	return &r.Selected[len(r.Selected)-1]
}

func userid(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func userids(s string) []string {
	var ids []string
	for id := range strings.SplitSeq(s, ",") {
		if id = userid(id); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

func number(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return 0
	}
	return n
}

func numbers(s string) []int {
	var all []int
	for part := range strings.SplitSeq(s, ",") {
		if n, err := strconv.Atoi(strings.TrimSpace(part)); err == nil {
			all = append(all, n)
		}
	}
	return all
}

// decimal reads a coordinate; what is no finite number is 0, unknown.
func decimal(s string) float64 {
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return 0
	}
	return f
}

// moment reads Unix seconds; what lies before 1970 or after 2200 is no moment.
func moment(s string) time.Time {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil || n <= 0 || n > 7258118400 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}
