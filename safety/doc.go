// Package safety is the domain of grid-based production-safety management
// (安全生产网格化管理): grids and the people who answer for them, the calendar,
// inspections, hazards and the ladders that climb while nobody acts.
//
// It knows no database, no chat and no clock: the present moment is given, and
// what must be kept or told goes through [Store] and [Teller].
//
// The words of the trade and the names they have in code:
//
//	网格 Grid                  楼院、小区 courtyard         单位、场所 Site
//	检查计划 Plan              应检任务 Occurrence          检查 Inspection
//	检查项 ChecklistItem       隐患 Hazard                  登记 Register
//	整改 Rectification         当场整改 FixOnSpot           整改期限 Deadline
//	整改通知书 Notice number   复查 Review                  销号 Close
//	移交 Handover              督办 Supervision             并案 Merge
//	责任人 Party               复查人 Reviewer              代理人 Deputy
//	督办单 Supervision         静默 Silence                夜间自查 Audit
//	催办阶梯 Ladder            一级催办 Rung                应发的一步 Step
//
// Words that are stored (states, roles, severities, actions) are short English
// and never change; what members read comes from their String methods.
package safety
