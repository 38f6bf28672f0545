package main

import (
	"context"
	"slices"
	"time"

	"gridwarden/bot/wecomsim"
	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// A tourStop is a stop of the demo's guided tour, with how one sees that a
// newcomer has been there.
type tourStop struct {
	wecomsim.TourStop
	after string // where the clock should stand: "15:04", on a day counted from the demo's first
	days  int
	says  func(ctx context.Context, tx *store.Tx) ([]wecomsim.Saying, error) // beside Says, with numbers; may be nil
	done  func(ctx context.Context, tx *store.Tx) (bool, error)
}

// tour is what a newcomer tries, in this order.
var tour = []tourStop{
	{
		TourStop: wecomsim.TourStop{
			ID: "weekly", Who: []string{testdata.CourtyardLead},
			Title: wecomsim.Words{Chinese: "做一次每周检查", English: "Do a weekly check"},
			Text: wecomsim.Words{
				Chinese: "周一早上，每位楼院长都收到同一张卡片。点“开始检查”，回“除1、7外正常”，照着提示发样图：一项当场改好，一项登记成隐患，最后点“提交”。",
				English: "On Monday morning every courtyard lead gets the same card. Press 开始检查, answer 除1、7外正常, and send sample pictures as asked: one item is put right on the spot, one becomes a hazard. Then press 提交.",
			},
		},
		after: "09:10",
		done: func(ctx context.Context, tx *store.Tx) (bool, error) {
			occs, err := tx.Occurrences(ctx, safety.OccurrenceQuery{
				Plan: "weekly", Grids: []string{testdata.Courtyard}, States: []safety.OccurrenceState{safety.Done, safety.DoneLate}, Limit: 1,
			})
			return len(occs) > 0, err
		},
	},
	{
		TourStop: wecomsim.TourStop{
			ID: "report", Who: []string{testdata.Volunteer, testdata.SafetyOfficer},
			Title: wecomsim.Words{Chinese: "志愿者反映隐患", English: "A volunteer reports a hazard"},
			Text: wecomsim.Words{
				Chinese: "发一两张样图，再写一句话。机器人只问缺的那一样，然后给出编号和答复时间。安全员的手机上会出现“受理”。",
				English: "Send a sample picture or two and a sentence. The bot asks only for what is missing and gives a number and a date. The officer's phone shows 受理.",
			},
			Says: []wecomsim.Saying{{Who: testdata.Volunteer, Text: "来福小炒门口堆了纸箱，挡住了安全出口"}},
		},
		done: func(ctx context.Context, tx *store.Tx) (bool, error) {
			hs, err := tx.Hazards(ctx, safety.HazardQuery{Reporter: testdata.Volunteer, Limit: 1})
			return len(hs) > 0, err
		},
	},
	{
		TourStop: wecomsim.TourStop{
			ID: "sweep", Who: []string{testdata.SafetyOfficer},
			Title: wecomsim.Words{Chinese: "每月排查走一处", English: "Visit one place of the monthly sweep"},
			Text: wecomsim.Words{
				Chinese: "社区安全员一个月要走几十处，走一处记一处，随时接着来。发“检查”，选“每月排查”，写“来福小炒”，回“全部正常”，发一张样图。再发“月查”看进度。",
				English: "A community officer has dozens of places a month, one at a time, over days. Send 检查, choose 每月排查, write 来福小炒, answer 全部正常 and send a picture. Then 月查 shows how far the month is.",
			},
			Says: []wecomsim.Saying{{Who: testdata.SafetyOfficer, Text: "检查"}, {Who: testdata.SafetyOfficer, Text: "月查"}},
		},
		done: happened("monthly", safety.Inspected),
	},
	{
		TourStop: wecomsim.TourStop{
			ID: "joint", Who: []string{testdata.SafetyOfficeHead},
			Title: wecomsim.Words{Chinese: "一季度一次的联合检查", English: "The quarter's joint inspection"},
			Text: wecomsim.Words{
				Chinese: "安监办主任发“定日期”，写“今天”：五个部门的人都收到邀请，目标已按数据排好，发“目标清单”能看为什么去。再发“查一处”，走一处，回“全部正常”，发一张样图。",
				English: "The head of the safety office sends 定日期 and writes 今天: people of the five departments are invited, and the targets are proposed from the data; 目标清单 says why. Then 查一处, choose one, answer 全部正常 and send a picture.",
			},
			Says: []wecomsim.Saying{{Who: testdata.SafetyOfficeHead, Text: "定日期"}, {Who: testdata.SafetyOfficeHead, Text: "目标清单"}, {Who: testdata.SafetyOfficeHead, Text: "查一处"}},
		},
		done: happened("quarterly", safety.TargetVisited),
	},
	{
		TourStop: wecomsim.TourStop{
			ID: "handover", Who: []string{testdata.SafetyOfficer, testdata.SafetyOfficeHead, testdata.SafetyOfficeStaff},
			Title: wecomsim.Words{Chinese: "移交消防，拿到回执", English: "Hand over to the fire authority, with a receipt"},
			Text: wecomsim.Words{
				Chinese: "街道办不了的要移交。安全员先点“受理”、定级、提交；安监办主任发“移交 编号 消防 需要查封”（志愿者报的那条，下面替您写好了），点“批准”；工作人员点“记送出”；送到以后发“查 移交编号”，点“记回执”，发一张样图当回执。送出以后天天有人看护，直到有结果。",
				English: "What the street cannot solve is handed over. The officer presses 受理, gives a severity and submits; the head of the safety office sends 移交 NUMBER 消防 需要查封 (for the volunteer's hazard it stands ready below) and presses 批准; the staff press 记送出, then send 查 with the number of the hand-over, press 记回执 and send a picture of the receipt. From then on somebody looks after it daily until there is a result.",
			},
		},
		says: handoverSays,
		done: func(ctx context.Context, tx *store.Tx) (bool, error) {
			os, err := tx.Handovers(ctx, safety.HandoverQuery{})
			return slices.ContainsFunc(os, func(o *safety.Handover) bool { return !o.ReceivedAt.IsZero() }), err
		},
	},
	{
		TourStop: wecomsim.TourStop{
			ID: "leave", Who: []string{testdata.CourtyardLead, testdata.SafetyKeeper},
			Title: wecomsim.Words{Chinese: "请假换人顶班", English: "Somebody else stands in"},
			Text: wecomsim.Words{
				Chinese: "楼院长苗巧云发“明天请假”，点“阮守田”，他的手机上点“同意”。把时间拨到明天：该提醒她的都到了他那里；她回来那天，会听到这几天办了什么。",
				English: "The courtyard lead sends 明天请假 and presses 阮守田, who presses 同意 on his phone. Move the clock to tomorrow: what would remind her reaches him, and on her return she hears what was done.",
			},
			Says: []wecomsim.Saying{{Who: testdata.CourtyardLead, Text: "明天请假"}},
		},
		done: func(ctx context.Context, tx *store.Tx) (bool, error) {
			r, err := tx.Roster(ctx)
			if err != nil {
				return false, err
			}
			return slices.ContainsFunc(r.Leaves, func(l safety.Leave) bool { return l.Member == testdata.CourtyardLead && l.StandIn != "" }), nil
		},
	},
	{
		TourStop: wecomsim.TourStop{
			ID: "staff", Who: []string{testdata.SecondOfficer, successor},
			Title: wecomsim.Words{Chinese: "换了人，事情不断", English: "A post changes hands"},
			Text: wecomsim.Words{
				Chinese: "社区安全员樊冬青调走，卫知秋来接。早上八点多，两个人收到同一张交接单：没办完的隐患、移交、检查，还有钥匙和名册，一件件列着。发“交接单”看全。樊冬青点“已交清”，卫知秋点“已接清”，双方都点了才算交完；拖上三个工作日，就请上一级过问。",
				English: "The community officer 樊冬青 leaves and 卫知秋 takes over. Soon after eight both get the same list: open hazards, hand-overs and checks, keys and registers. 交接单 shows all of it. One presses 已交清, the other 已接清: only then is it handed over. After three working days without, the level above is asked.",
			},
			Says: []wecomsim.Saying{{Who: successor, Text: "交接单"}},
		},
		after: "08:10", days: staffDay,
		done: staffChanged,
	},
	{
		TourStop: wecomsim.TourStop{
			ID: "orders", Who: []string{testdata.StreetDeputyLead, testdata.SafetyOfficeHead},
			Title: wecomsim.Words{Chinese: "领导用一个词下指令", English: "A leader's order in one word"},
			Text: wecomsim.Words{
				Chinese: "什么都不办，把时间往后拨：没办完的事逐级上报，工作日 8:30 分管领导晏秀禾收到一份早报。照前面走下来，第 1 条是定了日期、还没走完的季度联合检查。她回一句“1 督办”，俞建禾的手机上就来了督办单。",
				English: "Do nothing and move the clock on: what is not finished climbs, and on working days at 08:30 the deputy lead 晏秀禾 gets one digest. After the stops before this, its first line is the joint inspection that has its day and is not finished. She answers 1 督办, and the order appears on the phone of 俞建禾.",
			},
			Says: []wecomsim.Saying{{Who: testdata.StreetDeputyLead, Text: "1 督办"}},
		},
		after: "08:31", days: 9,
		done: func(ctx context.Context, tx *store.Tx) (bool, error) {
			orders, err := tx.Supervisions(ctx, safety.SupervisionQuery{Leader: testdata.StreetDeputyLead, Limit: 1})
			return len(orders) > 0, err
		},
	},
	{
		TourStop: wecomsim.TourStop{
			ID: "windows", Who: []string{testdata.SafetyOfficeHead},
			Title: wecomsim.Words{Chinese: "节日前一个月的预告", English: "A festival, shown a month ahead"},
			Text: wecomsim.Words{
				Chinese: "国庆、中秋这些节点提前一个月给安监办看：哪天开始、会产生多少件任务。安监办主任发“节点”看快到的，发“节点 国庆节”看明细，点“同意”“改日期”或“这次不搞”。改主意了，发“撤回 国庆节”，没开始的任务全部取消。",
				English: "Festivals and seasons are shown to the safety office a month ahead: when they begin and how many tasks they bring. The head sends 节点 for the list and 节点 国庆节 for one of them, then agrees, moves its days or leaves it out. 撤回 国庆节 takes it back: what nobody has begun is cancelled.",
			},
			Says: []wecomsim.Saying{{Who: testdata.SafetyOfficeHead, Text: "节点"}, {Who: testdata.SafetyOfficeHead, Text: "节点 国庆节"}},
		},
		done: func(ctx context.Context, tx *store.Tx) (bool, error) {
			r, err := tx.Roster(ctx)
			if err != nil {
				return false, err
			}
			return slices.ContainsFunc(r.Windows, func(y safety.WindowYear) bool { return y.By == testdata.SafetyOfficeHead }), nil
		},
	},
}

// handoverSays are the sentences of a hand-over with the real numbers: of the
// hazard that the volunteer reported, and of the hand-over it led to.
func handoverSays(ctx context.Context, tx *store.Tx) ([]wecomsim.Saying, error) {
	hs, err := tx.Hazards(ctx, safety.HazardQuery{Reporter: testdata.Volunteer, States: safety.OpenStates(), Limit: 1})
	if err != nil || len(hs) == 0 {
		return nil, err
	}
	says := []wecomsim.Saying{{Who: testdata.SafetyOfficeHead, Text: "移交 " + hs[0].No + " 消防 需要查封"}}
	os, err := tx.Handovers(ctx, safety.HandoverQuery{Hazard: hs[0].ID, Limit: 1})
	for _, o := range os {
		says = append(says, wecomsim.Saying{Who: testdata.SafetyOfficeStaff, Text: "查 " + o.No})
	}
	return says, err
}

// happened looks for an act in the history of a plan's checks.
func happened(plan string, do safety.Action) func(ctx context.Context, tx *store.Tx) (bool, error) {
	return func(ctx context.Context, tx *store.Tx) (bool, error) {
		occs, err := tx.Occurrences(ctx, safety.OccurrenceQuery{Plan: plan})
		if err != nil {
			return false, err
		}
		for _, o := range occs {
			events, err := tx.History(ctx, o.About())
			if err != nil || slices.ContainsFunc(events, func(e safety.Event) bool { return e.Action == do }) {
				return err == nil, err
			}
		}
		return false, nil
	}
}

// stops are the tour's stops as the page shows them. What was done once stays
// done: a new week does not take it back.
func (d *demo) stops(ctx context.Context) ([]wecomsim.TourStop, error) {
	d.toured.Lock()
	defer d.toured.Unlock()
	told := make([]wecomsim.TourStop, 0, len(tour))
	err := d.program.db.Read(ctx, func(tx *store.Tx) error {
		told = told[:0]
		for _, s := range tour {
			if !d.visited[s.ID] {
				done, err := s.done(ctx, tx)
				if err != nil {
					return err
				}
				d.visited[s.ID] = done
			}
			stop := s.TourStop
			stop.Done = d.visited[s.ID]
			if s.says != nil {
				more, err := s.says(ctx, tx)
				if err != nil {
					return err
				}
				stop.Says = slices.Concat(s.Says, more)
			}
			if at := d.when(s); at.After(d.clock.Now()) && !stop.Done {
				stop.Until = at
			}
			told = append(told, stop)
		}
		return nil
	})
	return told, err
}

// when is the moment from which a stop can be tried; zero: always.
func (d *demo) when(s tourStop) time.Time {
	if s.after == "" {
		return time.Time{}
	}
	clock, err := time.ParseInLocation("15:04", s.after, safety.Shanghai)
	if err != nil {
		panic("tour: " + err.Error()) // the table is wrong
	}
	day := safety.Day(d.began).AddDate(0, 0, s.days)
	return day.Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
}
