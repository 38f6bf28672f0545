package roster

import (
	"slices"
	"strings"

	"gridwarden/safety"
)

// The sheets of the workbook.
const (
	gridSheet   = "网格"
	peopleSheet = "人员"
	siteSheet   = "场所"
	bodySheet   = "机构"
	helpSheet   = "填写说明" // written by WriteTemplate, never read
)

// The headers of the columns.
const (
	colCode        = "编码"
	colName        = "名称"
	colParent      = "上级编码"
	colLevel       = "级别"
	colKind        = "类型"
	colLat         = "纬度"
	colLon         = "经度"
	colPerson      = "姓名"
	colAccount     = "账号"
	colRole        = "角色"
	colGrid        = "网格编码"
	colDeputy      = "代理人账号"
	colMobile      = "手机"
	colFrom        = "开始日期"
	colTo          = "结束日期"
	colClass       = "类别"
	colTags        = "标签"
	colHighRisk    = "高危"
	colAddress     = "地址"
	colResponsible = "安全责任人"
	colParty       = "责任人账号"
	colManager     = "管理人账号"
	colMembers     = "成员账号"
)

// Words of the cells.
const (
	yes       = "是"
	no        = "否"
	separator = "、"
)

// A column is one column of a sheet.
type column struct {
	header   string
	required bool
	raw      bool // read as stored, not as displayed: dates and coordinates
	width    float64
	list     []string // what may be chosen; empty: free
	open     bool     // other values than those of the list are accepted
	from     *source  // choose from what another column holds
	help     string   // what to write, in the words of those who fill it in
}

// A source is a column whose values another one refers to.
type source struct{ sheet, header string }

var (
	codes    = &source{gridSheet, colCode}
	accounts = &source{peopleSheet, colAccount}
)

// A sheet is one sheet of the workbook.
type sheet struct {
	name    string
	help    string
	columns []column
}

func (s sheet) headers() []string {
	var hs []string
	for _, c := range s.columns {
		hs = append(hs, c.header)
	}
	return hs
}

// sheets is the workbook.
var sheets = []sheet{
	{gridSheet, "街道、社区（村）、楼院（小区、自然村）三级，每个网格一行。", []column{
		{header: colCode, required: true, width: 12, help: "自己定，全街道不重复，定了就不要再改。用字母、数字、- 或 _，例如 03 或 03-05。社区的编码会出现在隐患编号里。"},
		{header: colName, required: true, width: 22, help: "例如：梧桐街道、幸福社区、幸福里小区。"},
		{header: colParent, from: codes, width: 12, help: "上一级网格的编码：楼院填社区的，社区填街道的；街道自己不填。"},
		{header: colLevel, required: true, width: 10, list: words(safety.Street, safety.Community, safety.Courtyard), help: "街道、社区或楼院。行政村选“社区”，小区和自然村选“楼院”。全表只有一个街道。"},
		{header: colKind, width: 12, list: words(safety.Neighbourhood, safety.Village, safety.BuildingYard, safety.Estate, safety.Hamlet), help: "社区一级选 社区 或 行政村；楼院一级选 居民楼院、小区 或 自然村；街道不填。"},
		{header: colLat, raw: true, width: 11, help: "高德、腾讯地图的坐标（GCJ-02），例如 34.7520。不知道就空着。"},
		{header: colLon, raw: true, width: 11, help: "例如 113.6210。与纬度一起填，或者都空着。"},
	}},
	{peopleSheet, "每人每个角色一行：一个人有两个角色就写两行，姓名和账号写成一样。", []column{
		{header: colPerson, required: true, width: 12, help: "真实姓名。"},
		{header: colAccount, required: true, width: 18, help: "企业微信账号（userid），在管理后台“通讯录”里看。不分大小写。"},
		{header: colRole, required: true, width: 18, list: roleNames(), help: "从下拉列表里选。"},
		{header: colGrid, from: codes, required: true, width: 12, help: "在哪个网格担任：街道的角色填街道编码，社区的填社区编码，楼院的填楼院编码。"},
		{header: colDeputy, from: accounts, width: 18, help: "不在岗时由谁代（AB 岗），填他的账号；他也要在本表里。"},
		{header: colMobile, width: 15, help: "可不填。同一个人有几行时填一行就行。"},
		{header: colFrom, raw: true, width: 13, help: "从哪天起担任，例如 2026-01-01。空着表示一直是。"},
		{header: colTo, raw: true, width: 13, help: "担任到哪天为止（含当天）。空着表示没有期限。"},
	}},
	{siteSheet, "要检查的单位、门店、作坊，每个一行。", []column{
		{header: colCode, required: true, width: 12, help: "自己定，不与其他场所或网格重复，定了就不要再改。"},
		{header: colName, required: true, width: 26, help: "招牌或单位全称。"},
		{header: colGrid, from: codes, required: true, width: 12, help: "所在楼院（小区、自然村）的编码。每个场所只归一个网格。"},
		{header: colClass, required: true, width: 11, list: words(safety.SmallSite, safety.UnitSite, safety.KeySite), help: "小场所、社会单位或重点单位。"},
		{header: colKind, width: 14, list: words(safety.Shopfront, safety.Workshop), open: true, help: "小场所选 沿街门店 或 家庭式作坊；其他单位可以自己写，例如 学校、商场。"},
		{header: colTags, width: 18, list: words(safety.Crowded, safety.Flammable, safety.Highrise, safety.Underground), open: true, help: "人员密集、易燃易爆、高层、地下；有几个就用顿号“、”分开。"},
		{header: colHighRisk, width: 8, list: []string{yes, no}, help: "隐患高危单位选“是”，只能用在重点单位上。空着就是“否”。"},
		{header: colAddress, width: 28, help: "门牌号。"},
		{header: colResponsible, width: 13, help: "店主、负责人的姓名，没有企业微信也要写。空着的会列进“盲区”。"},
		{header: colParty, from: accounts, width: 18, help: "安全责任人的企业微信账号；填了就要在“人员”表里有他。"},
		{header: colManager, from: accounts, width: 18, help: "安全管理人的企业微信账号；填了就要在“人员”表里有他。"},
	}},
	{bodySheet, "综治办、派出所等部门，以及安全生产委员会、领导小组，每个一行。", []column{
		{header: colName, required: true, width: 26, help: "现在用的全称。"},
		{header: colKind, required: true, width: 18, list: bodyNames(), help: "从下拉列表里选；机构改过名的选原来的那一类。"},
		{header: colMembers, width: 60, help: "企业微信账号，用顿号“、”分开，第一个写负责人；他们都要在“人员”表里。"},
	}},
}

func sheetOrder(name string) int {
	return slices.IndexFunc(sheets, func(s sheet) bool { return s.name == name })
}

// words are the Chinese words of some stored words.
func words[T interface{ String() string }](vs ...T) []string {
	var ws []string
	for _, v := range vs {
		ws = append(ws, v.String())
	}
	return ws
}

func roleNames() []string {
	var ns []string
	for _, f := range safety.Roles {
		ns = append(ns, f.Name)
	}
	return ns
}

func bodyNames() []string {
	var ns []string
	for _, b := range safety.BodyKinds {
		ns = append(ns, b.Name)
	}
	return ns
}

// bodyNamed finds a kind of body by the word in the workbook or an older or newer
// name; -1 for none.
func bodyNamed(word string) int {
	for i, b := range safety.BodyKinds {
		if b.Name == word || slices.Contains(b.Also, word) {
			return i
		}
	}
	return -1
}

// roleNamed finds a role by the word in the workbook or another accepted spelling.
func roleNamed(word string) (safety.RoleFact, bool) {
	for _, f := range safety.Roles {
		if f.Name == word || slices.Contains(f.Also, word) {
			return f, true
		}
	}
	return safety.RoleFact{}, false
}

// kindNames are the kinds a grid may have, by its level.
var kindNames = map[safety.Level][]safety.GridKind{
	safety.Community: {safety.Neighbourhood, safety.Village},
	safety.Courtyard: {safety.BuildingYard, safety.Estate, safety.Hamlet},
}

// above is the level a grid's parent must have.
var above = map[safety.Level]safety.Level{safety.Community: safety.Street, safety.Courtyard: safety.Community}

// one finds the value a word stands for.
func one[T interface{ String() string }](word string, vs ...T) (T, bool) {
	for _, v := range vs {
		if v.String() == word {
			return v, true
		}
	}
	var none T
	return none, false
}

// or joins words for a sentence: "街道、社区或楼院".
func or(ws []string) string {
	if len(ws) < 2 {
		return strings.Join(ws, "")
	}
	return strings.Join(ws[:len(ws)-1], separator) + "或" + ws[len(ws)-1]
}
