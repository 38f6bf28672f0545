package roster

import (
	"strings"

	"gridwarden/safety"
	"gridwarden/testdata"
)

type sampleCommunity struct {
	code, name string
	village    bool
	officers   int         // one of two has left if it is 1
	watch      safety.Role // who patrols
	courtyards []sampleCourtyard
}

type sampleCourtyard struct {
	name string
	kind safety.GridKind
}

var sampleCommunities = []sampleCommunity{
	{testdata.Community, "梧桐里社区", false, 2, safety.PatrolMember, []sampleCourtyard{
		{"梧桐里一号院", safety.BuildingYard}, {"梧桐里二号院", safety.BuildingYard}, {"纺机厂家属院", safety.BuildingYard},
		{"桂花园小区", safety.Estate}, {"和顺小区", safety.Estate}, {"银杏苑小区", safety.Estate}, {"老粮库家属院", safety.BuildingYard},
	}},
	{"02", "临河社区", false, 2, safety.PatrolMember, []sampleCourtyard{
		{"临河路十二号院", safety.BuildingYard}, {"铁路新村", safety.Estate}, {"水岸花园", safety.Estate}, {"望河小区", safety.Estate},
		{"供销社家属院", safety.BuildingYard}, {"青年公寓", safety.Estate}, {"临河新居", safety.Estate},
	}},
	{"03", "北苑社区", false, 1, safety.PublicOrderKeeper, []sampleCourtyard{
		{"北苑一区", safety.Estate}, {"北苑二区", safety.Estate}, {"北苑三区", safety.Estate},
		{"教师楼院", safety.BuildingYard}, {"科苑小区", safety.Estate}, {"北苑公寓", safety.Estate},
	}},
	{"04", "柳树湾村", true, 2, safety.PublicOrderKeeper, []sampleCourtyard{
		{"柳树湾东组", safety.Hamlet}, {"柳树湾西组", safety.Hamlet}, {"石桥庄", safety.Hamlet}, {"后坡", safety.Hamlet}, {"杏林庄", safety.Hamlet},
	}},
}

// sampleKeyUnits are the key units, by courtyard.
var sampleKeyUnits = map[string]safety.Site{
	"0104": {Name: "梧桐购物中心", Kind: "商场", Tags: []safety.Tag{safety.Crowded, safety.Underground}, HighRisk: true},
	"0105": {Name: "梧桐街道中心幼儿园", Kind: "幼儿园", Tags: []safety.Tag{safety.Crowded}},
	"0106": {Name: "金穗大厦", Kind: "写字楼", Tags: []safety.Tag{safety.Highrise}, HighRisk: true},
	"0202": {Name: "临河路加油站", Kind: "加油站", Tags: []safety.Tag{safety.Flammable}, HighRisk: true},
	"0204": {Name: "河畔大酒店", Kind: "宾馆", Tags: []safety.Tag{safety.Crowded, safety.Highrise}, HighRisk: true},
	"0206": {Name: "春晖养老院", Kind: "养老院", Tags: []safety.Tag{safety.Crowded}, HighRisk: true},
	"0207": {Name: "临河农贸市场", Kind: "市场", Tags: []safety.Tag{safety.Crowded}},
	"0302": {Name: "北苑地下商业街", Kind: "商场", Tags: []safety.Tag{safety.Crowded, safety.Underground}, HighRisk: true},
	"0304": {Name: "北苑小学", Kind: "学校", Tags: []safety.Tag{safety.Crowded}},
	"0403": {Name: "石桥液化气站", Kind: "气站", Tags: []safety.Tag{safety.Flammable}, HighRisk: true},
	"0405": {Name: "杏林农资仓库", Kind: "仓库", Tags: []safety.Tag{safety.Flammable}},
}

var sampleUnits = []safety.Site{
	{Name: "社区卫生服务站", Class: safety.UnitSite, Kind: "医疗"}, {Name: "顺捷快递网点", Class: safety.UnitSite, Kind: "物流"},
	{Name: "安居物业服务处", Class: safety.UnitSite, Kind: "物业"}, {Name: "丰禾粮油公司", Class: safety.UnitSite, Kind: "企业"},
	{Name: "银杏书屋", Class: safety.UnitSite, Kind: "文化", Tags: []safety.Tag{safety.Crowded}},
	{Name: "宏川印务公司", Class: safety.UnitSite, Kind: "企业", Tags: []safety.Tag{safety.Flammable}},
	{Name: "云栖培训学校", Class: safety.UnitSite, Kind: "培训", Tags: []safety.Tag{safety.Crowded, safety.Highrise}},
	{Name: "长青设计院", Class: safety.UnitSite, Kind: "事业单位"}, {Name: "和畅停车场", Class: safety.UnitSite, Kind: "停车场", Tags: []safety.Tag{safety.Underground}},
	{Name: "东篱茶业公司", Class: safety.UnitSite, Kind: "企业"}, {Name: "柳树湾果蔬合作社", Class: safety.UnitSite, Kind: "合作社"},
	{Name: "石桥农机站", Class: safety.UnitSite, Kind: "事业单位", Tags: []safety.Tag{safety.Flammable}},
}

// sampleTrades are the shops and workshops, without the name on the sign.
var sampleTrades = []safety.Site{
	{Name: "便利店", Kind: safety.Shopfront}, {Name: "五金店", Kind: safety.Shopfront}, {Name: "面馆", Kind: safety.Shopfront},
	{Name: "理发店", Kind: safety.Shopfront}, {Name: "豆腐坊", Kind: safety.Workshop}, {Name: "水果店", Kind: safety.Shopfront},
	{Name: "药房", Kind: safety.Shopfront}, {Name: "裁缝铺", Kind: safety.Workshop}, {Name: "电动车行", Kind: safety.Shopfront},
	{Name: "早点铺", Kind: safety.Shopfront}, {Name: "家具作坊", Kind: safety.Workshop, Tags: []safety.Tag{safety.Flammable}},
	{Name: "文具店", Kind: safety.Shopfront}, {Name: "足疗店", Kind: safety.Shopfront}, {Name: "纸盒加工坊", Kind: safety.Workshop},
	{Name: "小吃店", Kind: safety.Shopfront}, {Name: "油漆店", Kind: safety.Shopfront, Tags: []safety.Tag{safety.Flammable}},
	{Name: "网吧", Kind: safety.Shopfront, Tags: []safety.Tag{safety.Crowded, safety.Underground}},
}

var sampleSigns = strings.Fields(
	"顺子 春晖 老街 福满 万家 吉祥 小城 百味 青禾 同心 巷口 一品 丰收 悦来 阿贵 双喜 暖冬 三味 晨光 长乐 红叶 满仓 清泉 朝阳 四季 柳岸 好邻 家常 永兴")

var sampleRoads = []string{"梧桐路", "临河路", "北苑街", "和顺巷", "银杏街", "铁路街", "石桥路"}

var sampleDepartments = []struct {
	name   string
	kind   safety.BodyKind
	people int
	role   safety.Role // its people are also on the grid
	grid   string
}{
	{"梧桐街道平安建设办公室", safety.GovernanceOffice, 1, safety.GridWorker, "01"},
	{"梧桐街道应急管理办公室", safety.SafetyOffice, 0, "", ""},
	{"梧桐派出所", safety.PoliceStation, 2, safety.EmergencyStaff, testdata.StreetGrid},
	{"梧桐消防救援站", safety.FireAuthority, 1, safety.EmergencyStaff, testdata.StreetGrid},
	{"梧桐街道民政所", safety.CivilAffairs, 1, safety.GridWorker, "02"},
	{"梧桐市场监督管理所", safety.MarketRegulation, 1, safety.GridWorker, "03"},
}

const (
	sampleSurnames = "丁ding 尹yin 卢lu 柴chai 芦lu 邵shao 岳yue 裘qiu 冉ran 滕teng 邢xing 桑sang 娄lou 莫mo 左zuo 耿geng 穆mu 蒲pu 乔qiao 瞿qu 戚qi 佟tong 古gu"
	sampleGiven    = "素琴suqin 立秋liqiu 佩兰peilan 长顺changshun 玉竹yuzhu 大川dachuan 春梅chunmei 少波shaobo 月桂yuegui 广田guangtian 铁山tieshan " +
		"秀禾xiuhe 木生musheng 兰芝lanzhi 梓岩ziyan 晓棠xiaotang 青穗qingsui 存义cunyi 喜凤xifeng"
)

// invented is the nth invented person. There are 23 × 19 of them, each with an own userid.
func invented(n int) newcomer {
	surnames, given := strings.Fields(sampleSurnames), strings.Fields(sampleGiven)
	family, familyID := syllables(surnames[n%len(surnames)])
	first, firstID := syllables(given[n%len(given)])
	id := "wt_" + familyID + firstID
	if family == "芦" {
		id += "2" // sounds like 卢
	}
	return newcomer{family + first, id}
}

func syllables(entry string) (chinese, pinyin string) {
	i := strings.IndexFunc(entry, func(c rune) bool { return c < 128 })
	return entry[:i], entry[i:]
}
