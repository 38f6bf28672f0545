package safety

// Level is the height of a grid in the responsibility tree (domain.md 2.1).
type Level string

const (
	Street    Level = "street"
	Community Level = "community"
	Courtyard Level = "courtyard"
)

var levelNames = map[Level]string{Street: "街道", Community: "社区", Courtyard: "楼院"}

func (l Level) String() string { return levelNames[l] }

// GridKind refines a level: a community is a neighbourhood or a village, a
// courtyard a building yard, an estate or a hamlet.
type GridKind string

const (
	Neighbourhood GridKind = "neighbourhood"
	Village       GridKind = "village"
	BuildingYard  GridKind = "building_yard"
	Estate        GridKind = "estate"
	Hamlet        GridKind = "hamlet"
)

var gridKindNames = map[GridKind]string{
	Neighbourhood: "社区", Village: "行政村", BuildingYard: "居民楼院", Estate: "小区", Hamlet: "自然村",
}

func (k GridKind) String() string { return gridKindNames[k] }

// A Grid is a node of the responsibility tree. Codes are unique in the street
// and never reused; the community's code is part of hazard numbers.
type Grid struct {
	Code   string
	Name   string
	Parent string // code of the grid above, empty for the street
	Level  Level
	Kind   GridKind
	Lat    float64 // GCJ-02, 0 if unknown
	Lon    float64
	Ended  bool // no longer inspected; kept for its history
}

// SiteClass is how a site is supervised (domain.md 1.1).
type SiteClass string

const (
	SmallSite SiteClass = "small"
	UnitSite  SiteClass = "unit"
	KeySite   SiteClass = "key"
)

var siteClassNames = map[SiteClass]string{SmallSite: "小场所", UnitSite: "社会单位", KeySite: "重点单位"}

func (c SiteClass) String() string { return siteClassNames[c] }

// SiteKind refines a small site; other classes leave it free.
type SiteKind string

const (
	Shopfront SiteKind = "shopfront"
	Workshop  SiteKind = "workshop"
)

var siteKindNames = map[SiteKind]string{Shopfront: "沿街门店", Workshop: "家庭式作坊"}

func (k SiteKind) String() string {
	if name, ok := siteKindNames[k]; ok {
		return name
	}
	return string(k)
}

// Tag marks a property of a site that brings extra duties.
type Tag string

const (
	Crowded     Tag = "crowded"
	Flammable   Tag = "flammable"
	Highrise    Tag = "highrise"
	Underground Tag = "underground"
)

var tagNames = map[Tag]string{Crowded: "人员密集", Flammable: "易燃易爆", Highrise: "高层", Underground: "地下"}

func (t Tag) String() string { return tagNames[t] }

// A Site is an inspected object that is not a courtyard: a shop, a workshop, a
// unit. It stands in exactly one grid (ORG-1).
type Site struct {
	Code        string
	Name        string
	Grid        string
	Class       SiteClass
	Kind        SiteKind
	Tags        []Tag
	HighRisk    bool
	Address     string
	Responsible string // name of the responsible person, who need not be a member
	Party       string // userid of the responsible person, empty if not a member
	Manager     string // userid of the safety manager
	Ended       bool
}
