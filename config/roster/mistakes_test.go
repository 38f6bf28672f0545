package roster

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func TestEveryMistakeIsNamedWithSheetRowAndColumn(t *testing.T) {
	for _, test := range []struct {
		name    string
		patches []patch
		want    []string
	}{
		{"code missing", []patch{set("网格", "A5", "")}, []string{"「网格」第 5 行 A 列“编码”：必须填写", "「人员」第 5 行 D 列“网格编码”：「网格」表里没有编码“0102”"}},
		{"code with a slash", []patch{set("场所", "A2", "S/1")}, []string{"「场所」第 2 行 A 列“编码”：“S/1”不能作编码，请用 32 个以内的字母、数字、- 或 _，以字母或数字开头"}},
		{"code twice, in another case", []patch{set("场所", "A3", "s1")}, []string{"「场所」第 3 行 A 列“编码”：编码“s1”与「场所」第 2 行重复"}},
		{"site with the code of a grid", []patch{set("场所", "A3", "01")}, []string{"「场所」第 3 行 A 列“编码”：编码“01”与「网格」第 3 行重复"}},
		{"name missing", []patch{set("网格", "B3", " 　")}, []string{"「网格」第 3 行 B 列“名称”：必须填写"}},
		{"name with a line break", []patch{set("网格", "B3", "梧桐里\n社区")}, []string{"「网格」第 3 行 B 列“名称”：有换行或看不见的字符，请重新输入"}},
		{"name too long", []patch{set("场所", "B2", strings.Repeat("长", 61))}, []string{"「场所」第 2 行 B 列“名称”：太长了，最多 60 个字"}},
		{"level unknown", []patch{set("网格", "D5", "小区")}, []string{"「网格」第 5 行 D 列“级别”：不认识“小区”，应当是街道、社区或楼院"}},
		{"no street", []patch{set("网格", "D2", "社区")}, []string{
			"「网格」：没有级别为街道的网格，应当正好有一个", "「网格」第 2 行 C 列“上级编码”：社区要填上级街道的编码",
			"「网格」第 3 行 C 列“上级编码”：社区的上级应当是街道，“WT”是社区",
			"「人员」第 2 行 D 列“网格编码”：街道主要负责人要填街道一级的网格，“WT”是社区"}},
		{"two streets", []patch{set("网格", "A6", "WT2"), set("网格", "B6", "第二街道"), set("网格", "D6", "街道")}, []string{"「网格」第 6 行 D 列“级别”：只能有一个街道，第 2 行已经有了"}},
		{"street below something", []patch{set("网格", "C2", "01")}, []string{"「网格」第 2 行 C 列“上级编码”：街道是最上级，这里应当空着", "「网格」第 3 行 C 列“上级编码”：上级编码绕成了一圈：01 → WT → 01"}},
		{"parent missing", []patch{set("网格", "C4", "")}, []string{"「网格」第 4 行 C 列“上级编码”：楼院要填上级社区的编码"}},
		{"parent unknown", []patch{set("网格", "C3", "wt")}, []string{"「网格」第 3 行 C 列“上级编码”：「网格」表里没有编码“wt”，是不是“WT”？"}},
		{"parent of the wrong level", []patch{set("网格", "C4", "WT")}, []string{"「网格」第 4 行 C 列“上级编码”：楼院的上级应当是社区，“WT”是街道"}},
		{"grids in a circle", []patch{set("网格", "C3", "0101")}, []string{
			"「网格」第 3 行 C 列“上级编码”：上级编码绕成了一圈：01 → 0101 → 01", "「网格」第 4 行 C 列“上级编码”：上级编码绕成了一圈：0101 → 01 → 0101"}},
		{"kind of another level", []patch{set("网格", "E4", "行政村")}, []string{"「网格」第 4 行 E 列“类型”：楼院的类型应当是居民楼院、小区或自然村"}},
		{"kind of the street", []patch{set("网格", "E2", "社区")}, []string{"「网格」第 2 行 E 列“类型”：街道不分类型，这里应当空着"}},
		{"coordinates exchanged", []patch{set("网格", "F4", 113.6125), set("网格", "G4", 34.7525)}, []string{"「网格」第 4 行 F 列“纬度”：纬度和经度写反了"}},
		{"longitude missing", []patch{set("网格", "G4", "")}, []string{"「网格」第 4 行 G 列“经度”：填了纬度就要填经度"}},
		{"latitude not a number", []patch{set("网格", "F4", "NaN")}, []string{"「网格」第 4 行 F 列“纬度”：“NaN”不是国内的纬度，应当在 3 到 54 之间"}},

		{"account missing", []patch{set("人员", "B5", "")}, []string{"「人员」第 5 行 B 列“账号”：必须填写"}},
		{"account in Chinese", []patch{set("人员", "B5", "苗巧云")}, []string{"「人员」第 5 行 B 列“账号”：“苗巧云”不是企业微信账号，账号只有字母、数字和 _ - @ .，最多 64 个"}},
		{"account that means everyone", []patch{set("人员", "B5", "@All")}, []string{"「人员」第 5 行 B 列“账号”：“@all”是系统保留的账号，不能用"}},
		{"one account, two names", []patch{set("人员", "A5", "苗巧芸")}, []string{"「人员」第 5 行 A 列“姓名”：账号“wt_miao”在第 4 行是“苗巧云”，这里是“苗巧芸”"}},
		{"one account, two mobiles", []patch{set("人员", "F4", "13900000002"), set("人员", "F5", "13900000003")}, []string{"「人员」第 5 行 F 列“手机”：与第 4 行起的号码不一样，同一个人只写一个号码"}},
		{"not a telephone", []patch{set("人员", "F4", "王老师")}, []string{"「人员」第 4 行 F 列“手机”：“王老师”不是电话号码"}},
		{"role unknown", []patch{set("人员", "C4", "楼长")}, []string{"「人员」第 4 行 C 列“角色”：不认识角色“楼长”，请从下拉列表里选"}},
		{"role in a grid of another level", []patch{set("人员", "D4", "01")}, []string{"「人员」第 4 行 D 列“网格编码”：楼院长要填楼院一级的网格，“01”是社区"}},
		{"role in no grid", []patch{set("人员", "D4", "09")}, []string{"「人员」第 4 行 D 列“网格编码”：「网格」表里没有编码“09”"}},
		{"deputy unknown", []patch{set("人员", "E4", "wt_nobody")}, []string{"「人员」第 4 行 E 列“代理人账号”：「人员」表里没有账号“wt_nobody”，请先在那里给他加一行"}},
		{"own deputy", []patch{set("人员", "E4", "WT_miao")}, []string{"「人员」第 4 行 E 列“代理人账号”：代理人不能是本人"}},
		{"not a date", []patch{set("人员", "G4", "下个月")}, []string{"「人员」第 4 行 G 列“开始日期”：“下个月”不是日期，请写成 2026-01-31 的样子"}},
		{"a day that does not exist", []patch{set("人员", "G4", "2026-02-30")}, []string{"「人员」第 4 行 G 列“开始日期”：“2026-02-30”不是日期，请写成 2026-01-31 的样子"}},
		{"ends before it begins", []patch{set("人员", "H2", "2025-12-31")}, []string{"「人员」第 2 行 H 列“结束日期”：结束日期早于开始日期"}},
		{"same post twice at a time", []patch{set("人员", "D5", "0101")}, []string{"「人员」第 5 行：与第 4 行重复：同一个人在同一网格、同一时间担任同一角色"}},

		{"site in a community", []patch{set("场所", "C2", "01")}, []string{"「场所」第 2 行 C 列“网格编码”：小场所要归到楼院一级的网格，“01”是社区"}},
		{"site nowhere", []patch{set("场所", "C2", "0199")}, []string{"「场所」第 2 行 C 列“网格编码”：「网格」表里没有编码“0199”"}},
		{"class unknown", []patch{set("场所", "D2", "小单位")}, []string{"「场所」第 2 行 D 列“类别”：不认识“小单位”，应当是小场所、社会单位或重点单位"}},
		{"tag unknown", []patch{set("场所", "F3", "人员密集,高楼")}, []string{"「场所」第 3 行 F 列“标签”：不认识标签“高楼”，应当是人员密集、易燃易爆、高层或地下"}},
		{"high risk of a small site", []patch{set("场所", "G2", "是"), set("场所", "F2", "高层")}, []string{"「场所」第 2 行 G 列“高危”：只有重点单位可以是高危，这里的类别是小场所"}},
		{"high risk neither yes nor no", []patch{set("场所", "G2", "√")}, []string{"「场所」第 2 行 G 列“高危”：“√”应当是是或否"}},
		{"responsible account unknown", []patch{set("场所", "J2", "wt_bao")}, []string{"「场所」第 2 行 J 列“责任人账号”：「人员」表里没有账号“wt_bao”，请先在那里给他加一行"}},
		{"body of an unknown kind", []patch{set("机构", "B3", "派出所")}, []string{"「机构」第 3 行 B 列“类型”：不认识“派出所”，应当是综治办、安监办、公安派出所、消防救援机构、民政所、工商所、安全生产委员会或领导小组"}},
		{"two committees", []patch{set("机构", "B3", "安全生产委员会")}, []string{"「机构」第 3 行 B 列“类型”：“安全生产委员会”已经在第 2 行，只能有一个"}},
		{"one body twice", []patch{set("机构", "A3", "梧桐街道安委会")}, []string{"「机构」第 3 行 A 列“名称”：“梧桐街道安委会”已经在第 2 行，只能有一个"}},
		{"member unknown", []patch{set("机构", "C2", "wt_lin；wt_x")}, []string{"「机构」第 2 行 C 列“成员账号”：「人员」表里没有账号“wt_x”，请先在那里给他加一行"}},

		{"required column missing", []patch{set("网格", "A1", "代码")}, []string{"「网格」第 1 行“编码”：缺少必填的这一列，表头要写在第一行"}},
		{"column twice", []patch{set("机构", "D1", "类型")}, []string{"「机构」第 1 行 D 列“类型”：这一列出现了两次，请删掉一列"}},
		{"sheet missing", []patch{func(f *excelize.File) error { return f.DeleteSheet("人员") }}, []string{"「人员」：缺少这个工作表"}},
		{"sheet empty", []patch{func(f *excelize.File) error {
			for range smallStreet[bodySheet] {
				if err := f.RemoveRow("机构", 1); err != nil {
					return err
				}
			}
			return nil
		}}, []string{"「机构」第 1 行“名称”：缺少必填的这一列，表头要写在第一行", "「机构」第 1 行“类型”：缺少必填的这一列，表头要写在第一行"}},
		{"far too many columns", []patch{set("机构", "DA2", "x")}, []string{"「机构」第 2 行：列数超过 100，请只保留模板里的列"}},
		{"several at once, in order", []patch{set("机构", "B3", ""), set("人员", "D4", "09"), set("网格", "F4", 99), set("网格", "E4", "村")}, []string{
			"「网格」第 4 行 E 列“类型”：不认识“村”，应当是社区、行政村、居民楼院、小区或自然村",
			"「网格」第 4 行 F 列“纬度”：“99”不是国内的纬度，应当在 3 到 54 之间",
			"「人员」第 4 行 D 列“网格编码”：「网格」表里没有编码“09”", "「机构」第 3 行 B 列“类型”：必须填写"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, mistakes, _, err := Read(makeBook(t, test.patches...))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, texts(mistakes)); diff != "" {
				t.Errorf("mistakes (-want +got):\n%s", diff)
			}
			if len(r.Grids)+len(r.Members)+len(r.Sites)+len(r.Bodies) > 0 {
				t.Error("a workbook with a mistake gave a part of a roster")
			}
		})
	}
}

func TestRemarksDoNotStandInTheWay(t *testing.T) {
	r, mistakes, remarks, err := Read(makeBook(t,
		set("网格", "H1", "备注"), set("网格", "B5", "一号院"), set("人员", "F1", "电话"), set("场所", "F3", ""),
		func(f *excelize.File) error { _, err := f.NewSheet("旧名册"); return err },
	))
	if err != nil || len(mistakes) > 0 {
		t.Fatalf("err %v, mistakes %v", err, mistakes)
	}
	want := []string{
		"「旧名册」：不认识这个工作表，没有读取",
		"「网格」第 1 行 H 列“备注”：不认识这一列，没有读取",
		"「网格」第 5 行 B 列“名称”：与第 4 行同名、同一个上级，聊天里会分不清",
		"「人员」第 1 行 F 列“电话”：不认识这一列，没有读取",
		"「人员」第 1 行“手机”：没有这一列，按空着处理",
		"「场所」第 3 行 F 列“标签”：高危单位一般至少有一个标签，请核对",
	}
	if diff := cmp.Diff(want, texts(remarks)); diff != "" {
		t.Errorf("remarks (-want +got):\n%s", diff)
	}
	if len(r.Grids) != 4 || len(r.Members) != 3 {
		t.Errorf("read %d grids and %d members", len(r.Grids), len(r.Members))
	}
}
