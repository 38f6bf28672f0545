package roster

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"
)

// smallStreet is a workbook in which everything is right: a street, a
// community, two courtyards, three people, two sites and a committee.
var smallStreet = map[string][][]any{
	gridSheet: {
		{"编码", "名称", "上级编码", "级别", "类型", "纬度", "经度"},
		{"WT", "梧桐街道", "", "街道"},
		{"01", "梧桐里社区", "WT", "社区", "社区"},
		{"0101", "一号院", "01", "楼院", "居民楼院", 34.7525, 113.6125},
		{"0102", "二号院", "01", "楼院"},
	},
	peopleSheet: {
		{"姓名", "账号", "角色", "网格编码", "代理人账号", "手机", "开始日期", "结束日期"},
		{"蔺振声", "wt_lin", "街道主要负责人", "WT", "", "13900000001", "2026-01-01", "2026-12-31"},
		{"祁文柏", "WT_Qi", "村安全员", "01", "wt_lin"},
		{"苗巧云", "wt_miao", "楼院长", "0101", "wt_qi"},
		{"苗巧云", "wt_miao", "楼院长", "0102"},
	},
	siteSheet: {
		{"编码", "名称", "网格编码", "类别", "类型", "标签", "高危", "地址", "安全责任人", "责任人账号", "管理人账号"},
		{"S1", "来福小炒", "0101", "小场所", "沿街门店", "", "否", "梧桐路1号", "鲍来福", "wt_miao"},
		{"S2", "梧桐购物中心", "0101", "重点单位", "商场", "人员密集、地下", "是"},
	},
	bodySheet: {
		{"名称", "类型", "成员账号"},
		{"梧桐街道安委会", "安全生产委员会", "wt_lin、wt_qi"},
		{"梧桐派出所", "公安派出所", "wt_qi"},
	},
}

// A patch changes a workbook before it is read.
type patch func(*excelize.File) error

// set writes a value into a cell.
func set(sheet, cell string, value any) patch {
	return func(f *excelize.File) error { return f.SetCellValue(sheet, cell, value) }
}

// makeBook is the small street with patches.
func makeBook(t testing.TB, patches ...patch) *bytes.Buffer {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", helpSheet); err != nil {
		t.Fatal(err)
	}
	for _, s := range sheets {
		if _, err := f.NewSheet(s.name); err != nil {
			t.Fatal(err)
		}
		for i, cells := range smallStreet[s.name] {
			if err := f.SetSheetRow(s.name, at(1, i+1), &cells); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, p := range patches {
		if err := p(f); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return &b
}

// texts are the sentences of mistakes or remarks.
func texts[T interface{ String() string }](list []T) []string {
	var out []string
	for _, m := range list {
		out = append(out, m.String())
	}
	return out
}
