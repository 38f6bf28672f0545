package safety

import (
	"context"
	"time"
)

// A Store keeps the domain. Every method works inside the transaction the Store
// was opened for: all of a use case is kept, or nothing.
type Store interface {
	// Roster is the present roster; the value is shared and must not be changed.
	Roster(ctx context.Context) (*Roster, error)

	// Leave finds by id; ErrNotFound. Those of late are in the roster.
	Leave(ctx context.Context, id string) (*Leave, error)
	// SaveLeave keeps a new or changed leave with the event that explains it, as
	// SaveHazard does. The roster of this transaction knows it at once.
	SaveLeave(ctx context.Context, l *Leave, e Event) error

	// Succession finds by id or by number; ErrNotFound.
	Succession(ctx context.Context, ref string) (*Succession, error)
	// OpenSuccessions are those that a side has not confirmed, the oldest first.
	OpenSuccessions(ctx context.Context) ([]*Succession, error)
	SaveSuccession(ctx context.Context, x *Succession, e Event) error

	// Hazard finds by id or by number; ErrNotFound.
	Hazard(ctx context.Context, ref string) (*Hazard, error)
	// SaveHazard keeps a changed hazard with the event that explains it. A
	// hazard of Version 0 is new. It returns ErrStale if the hazard changed
	// since it was read, and raises Version.
	SaveHazard(ctx context.Context, h *Hazard, e Event) error
	Hazards(ctx context.Context, q HazardQuery) ([]*Hazard, error)
	CountHazards(ctx context.Context, q HazardQuery) (int, error)
	// Hotspots are the objects where hazards of one category were closed at least
	// so often since a moment, the most often first.
	Hotspots(ctx context.Context, since time.Time, least int) ([]Hotspot, error)
	// Follow keeps that a member wants to hear a hazard's news though somebody
	// else reported it. The hazard is named by its id; again changes nothing.
	Follow(ctx context.Context, hazard, member string, at time.Time) error
	// Unfollow ends it; again changes nothing.
	Unfollow(ctx context.Context, hazard, member string) error
	// Followers are those who follow a hazard by itself, who has done so longest
	// first; those of hazards merged into it are asked for with theirs.
	Followers(ctx context.Context, hazard string) ([]string, error)
	// History is all events of a subject, oldest first.
	History(ctx context.Context, subject string) ([]Event, error)
	// Append adds an event to a subject that is not a hazard or occurrence, or
	// to one that did not change. It does nothing if the subject holds an event
	// of the same Message and Action already.
	Append(ctx context.Context, e Event) error
	// Number draws the next number of a series; series have no gaps because a
	// transaction that fails gives its number back.
	Number(ctx context.Context, series string) (int, error)

	// Handover finds by number; ErrNotFound.
	Handover(ctx context.Context, no string) (*Handover, error)
	// SaveHandover keeps a changed hand-over with the event that explains it, as
	// SaveHazard does.
	SaveHandover(ctx context.Context, o *Handover, e Event) error
	Handovers(ctx context.Context, q HandoverQuery) ([]*Handover, error)
	// WatchDay finds a day of a watch by its id; ErrNotFound.
	WatchDay(ctx context.Context, id string) (*WatchDay, error)
	// SaveWatchDay keeps a day of a watch, new if its Version is 0; ErrStale if it
	// changed since it was read.
	SaveWatchDay(ctx context.Context, d *WatchDay) error
	WatchDays(ctx context.Context, q WatchQuery) ([]*WatchDay, error)
	// Notification finds by number; ErrNotFound.
	Notification(ctx context.Context, no string) (*Notification, error)
	SaveNotification(ctx context.Context, t *Notification, e Event) error
	Notifications(ctx context.Context, q NotificationQuery) ([]*Notification, error)
	// Treatment finds that of a hazard by the hazard's id; ErrNotFound.
	Treatment(ctx context.Context, hazard string) (*Treatment, error)
	SaveTreatment(ctx context.Context, t *Treatment, e Event) error

	// AddOccurrences adds those that are not there yet and says how many were added.
	AddOccurrences(ctx context.Context, os []Occurrence) (int, error)
	Occurrence(ctx context.Context, id string) (*Occurrence, error)
	Occurrences(ctx context.Context, q OccurrenceQuery) ([]*Occurrence, error)
	SaveOccurrence(ctx context.Context, o *Occurrence, e Event) error
	// SaveInspection keeps a visit; the same id again changes nothing.
	SaveInspection(ctx context.Context, i Inspection) error
	Inspection(ctx context.Context, id string) (Inspection, error)
	// Visits are the latest visits of a plan to a grid itself (site empty) or to
	// a site, latest first.
	Visits(ctx context.Context, plan, grid, site string, limit int) ([]Inspection, error)
	// Looks are how the objects of a sweep stand, those nobody looked at left out.
	Looks(ctx context.Context, occurrence string) ([]Look, error)
	// SaveLook keeps how an object stands; it takes the place of what was kept before.
	SaveLook(ctx context.Context, l Look) error

	// LastSeen is when sites were visited last, by code; those never visited are
	// left out.
	LastSeen(ctx context.Context, sites []string) (map[string]time.Time, error)

	// Joint finds the joint inspection of an occurrence; ErrNotFound.
	Joint(ctx context.Context, occurrence string) (*JointInspection, error)
	// SaveJoint keeps a changed joint inspection with the event that explains it;
	// Version 0 is new. ErrStale if it changed since it was read.
	SaveJoint(ctx context.Context, j *JointInspection, e Event) error
	Joints(ctx context.Context, q JointQuery) ([]*JointInspection, error)

	// PlanSteps adds steps; a key that exists stays as it is.
	PlanSteps(ctx context.Context, steps []Step) error
	// DropSteps ends the planned steps of a subject that count from the given
	// marks (all marks if none is given).
	DropSteps(ctx context.Context, subject, reason string, at time.Time, marks ...Mark) error
	// DueSteps are the planned steps due by now, earliest first.
	DueSteps(ctx context.Context, now time.Time, limit int) ([]Step, error)
	// MoveStep gives a planned step another instant; ErrStale if it was ended.
	MoveStep(ctx context.Context, key string, due time.Time) error
	// EndStep records what became of a planned step; ErrStale if it was ended before.
	EndStep(ctx context.Context, s Step) error
	// Steps are all steps of a subject, in order of their instants.
	Steps(ctx context.Context, subject string) ([]Step, error)

	// SaveWindow keeps what was decided about a window in a year, with the event
	// that explains it; one of Version 0 is new. It returns ErrStale if it changed
	// since it was read. Roster shows it from then on.
	SaveWindow(ctx context.Context, y *WindowYear, e Event) error

	// AddSoftDuty adds one that is not there yet and says whether it was added.
	AddSoftDuty(ctx context.Context, d SoftDuty) (bool, error)
	SoftDuty(ctx context.Context, id string) (*SoftDuty, error)
	SoftDuties(ctx context.Context, q SoftDutyQuery) ([]*SoftDuty, error)
	SaveSoftDuty(ctx context.Context, d *SoftDuty, e Event) error

	// Photo finds a picture by its id; ErrNotFound.
	Photo(ctx context.Context, id string) (Photo, error)
	// PhotosOf are those of several pictures that are known, in no order.
	PhotosOf(ctx context.Context, ids []string) ([]Photo, error)

	// Pseudonym draws a new name under which a member stays unknown; whatever is
	// told to it reaches the member.
	Pseudonym(ctx context.Context, member string) (string, error)
	// Pseudonyms are all that a member has drawn. There is no way to ask the
	// other way round.
	Pseudonyms(ctx context.Context, member string) ([]string, error)
	// Disown makes pictures those of a pseudonym.
	Disown(ctx context.Context, photos []string, pseudonym string) error

	// Aliases are the codes of the places that a name, as Plain writes it, was
	// learnt to mean: "grid:0101", "site:0101-01".
	Aliases(ctx context.Context, name string) ([]string, error)
	// LearnAlias keeps what a name means; again changes nothing.
	LearnAlias(ctx context.Context, name, code, by string, at time.Time) error

	// ValidReports counts the accepted reports of each named member of the public
	// that were registered in a span, the most first.
	ValidReports(ctx context.Context, from, to time.Time) ([]ReportCount, error)

	// NotApplicable are the items remembered as not applying to a grid or site, with their reasons.
	NotApplicable(ctx context.Context, object string) (map[string]string, error)
	RememberNotApplicable(ctx context.Context, object, item, reason, by string, at time.Time) error

	// Supervision finds an order by its number; ErrNotFound.
	Supervision(ctx context.Context, no string) (*Supervision, error)
	Supervisions(ctx context.Context, q SupervisionQuery) ([]*Supervision, error)
	// SaveSupervision keeps a new or changed order with the event that explains
	// it, as SaveHazard does.
	SaveSupervision(ctx context.Context, v *Supervision, e Event) error

	// Silence finds by id; ErrNotFound.
	Silence(ctx context.Context, id string) (*Silence, error)
	// Silences are those in force at a moment, the earliest end first.
	Silences(ctx context.Context, at time.Time) ([]*Silence, error)
	SaveSilence(ctx context.Context, x *Silence, e Event) error

	// KeepAudit keeps an audit, one for a day.
	KeepAudit(ctx context.Context, rep AuditReport) error
	// LastAudit is the latest audit of a day before a moment's; ErrNotFound.
	LastAudit(ctx context.Context, before time.Time) (AuditReport, error)
	// PostsAbout are all messages about a subject, oldest first.
	PostsAbout(ctx context.Context, subject string) ([]PostFate, error)

	KeepDigest(ctx context.Context, d Digest) error
	// LastDigest is what the member was shown last; ErrNotFound.
	LastDigest(ctx context.Context, member string) (Digest, error)
}
