// Package testdata holds the sample street: an invented 梧桐街道 with four
// communities, for `gridwarden demo` and for the stories the tests tell.
//
// Everything in it is invented. It has exactly two blind spots on purpose:
// [VacantCourtyard] has no lead and [VacantShop] no responsible person.
//
// Wildcards of the go command skip folders with this name; name it to build it.
package testdata

import _ "embed"

//go:generate go test gridwarden/config/roster -run TestSampleStreetIsFresh -update

// Street is the sample roster as a workbook.
//
//go:embed sample-street.xlsx
var Street []byte

// The people of the demonstration, by userid.
const (
	CourtyardLead     = "wt_miaoqiaoyun"  // 苗巧云, lead of the courtyard 0101
	Volunteer         = "wt_chaixiaoman"  // 柴小满, volunteer in 0101
	SafetyKeeper      = "wt_ruanshoutian" // 阮守田, safety keeper in 0101, deputy of the lead
	ShopOwner         = "wt_baolaifu"     // 鲍来福, party of the shop 0101-01
	SafetyOfficer     = "wt_qiwenbai"     // 祁文柏, safety officer of the community 01
	SecondOfficer     = "wt_fandongqing"  // 樊冬青, the other one
	CommunityHead     = "wt_geshuying"    // 葛淑英, head of the community 01
	SafetyOfficeHead  = "wt_yujianhe"     // 俞建禾
	SafetyOfficeStaff = "wt_guyuqing"     // 谷雨晴
	StreetDeputyLead  = "wt_yanxiuhe"     // 晏秀禾
	StreetPrincipal   = "wt_linzhensheng" // 蔺振声
)

// Places of the demonstration, by code.
const (
	StreetGrid      = "WT"
	Community       = "01"      // 梧桐里社区
	Courtyard       = "0101"    // 梧桐里一号院
	Shop            = "0101-01" // 来福小炒, a small site in the courtyard
	KeyUnit         = "0104-01" // 梧桐购物中心, a key unit with high risk
	VacantCourtyard = "0205"    // 供销社家属院
	VacantShop      = "0303-02"
)
