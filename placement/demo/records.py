"""The tables of what was done for a person, and the words the demo city's officers write into them."""

from followup.models import (
    Action,
    Briefing,
    Case,
    Evidence,
    Internship,
    Outcome,
    OutcomeCheck,
    Plan,
    Session,
    Step,
    Visit,
)
from matching.models import Push
from registry.models import Look
from registry.pouring import Table

CASES = Table(
    Case, "person_id", "standard_id", "opened_on", "contact_due_on", "closed_on", "closed_reason", "closed_note",
    "contacted_on", "last_contact_on", "served_on", "completed_on", "steps_total", "steps_done",
)  # fmt: skip
STEPS = Table(
    Step, "case_id", "promise_id", "kind", "number", "due_on", "offered_on", "done_on", "excused_on", "excuse",
    "excuse_note", "excused_by_id",
)  # fmt: skip
VISITS = Table(
    Visit, "uuid", "person_id", "officer_id", "why", "planned_for", "due_on", "made_on", "made_at", "manner", "result",
    "barriers", "findings", "next_on", "recorded_at",
)  # fmt: skip
BRIEFINGS = Table(Briefing, "person_id", "given_on", "manner", "topics", "confirmed", "by_id", "recorded_at")
PUSHES = Table(
    Push, "person_id", "posting_id", "pushed_on", "pushed_at", "by_id", "channel", "score", "components", "reasons",
    "answer", "answered_on", "no_reason", "employer_answer", "employer_answered_on", "arm",
)  # fmt: skip
SESSIONS = Table(
    Session, "person_id", "booked_for", "held_on", "cancelled_on", "manner", "minutes", "topics", "findings", "agreed",
    "by_id", "recorded_at",
)  # fmt: skip
PLANS = Table(
    Plan, "person_id", "version", "goals", "situation", "made_on", "review_on", "replaced_on", "by_id"
)  # fmt: skip
ACTIONS = Table(Action, "plan_id", "text", "actor", "due_on", "done_on", "done_by_id")
INTERNSHIPS = Table(
    Internship, "person_id", "employer_id", "position", "offered_on", "answer", "answered_on", "agreement", "starts_on",
    "ends_on", "allowance", "mentor", "ended_on", "end_reason", "by_id", "recorded_at",
)  # fmt: skip
OUTCOMES = Table(
    Outcome, "person_id", "kind", "employer", "position", "area_code", "started_on", "pay", "insured", "relevant",
    "proof", "ended_on", "by_id", "recorded_at",
)  # fmt: skip
CHECKS = Table(OutcomeCheck, "outcome_id", "days", "due_on", "checked_on", "still_there", "by_id")
EVIDENCE = Table(Evidence, "step_id", "briefing_id", "push_id", "session_id", "internship_id", "at", "by_id")
LOOKS = Table(Look, "person_id", "by_id", "at", "what", "reason")

FINDINGS = {
    "first": (
        "本人已回到白杨市，正在投简历。", "暂住父母家，希望在团场附近找工作。", "正在等一家单位的面试通知。", "毕业后在外地短期实习，刚回来。",
        "对岗位要求了解不多，希望有人指导。", "家里支持就近就业，能接受倒班。", "愿意先见习积累经验。",
    ),
    "later": (
        "上次推送的岗位已联系，等答复。", "面试一次未录用，情绪稳定，愿意继续。", "正在准备下周的笔试。", "近期参加了招聘会，投了三份简历。",
        "对薪酬期望有所调整。", "家中有事，两周后再联系。", "见习单位反映表现良好。", "简历已按建议修改。",
    ),
    "missed": ("已留言，改天再打。", "邻居说在外地。", "已请社区干部协助核实。", "换时间再联系。"),
    "settled": ("在岗，工作适应。", "已办理入职，社保已缴。", "试用期顺利。", "单位评价良好，收入稳定。"),
}  # fmt: skip
BARRIERS = (
    "expectations", "expectations", "skills", "distance", "family", "family", "exams", "pay", "hours", "care",
    "confidence", "health",
)  # fmt: skip
TOPICS = ("grassroots", "subsidy", "startup", "internship", "training", "archives", "insurance")
SESSION_TOPICS = ("career", "resume", "interview", "expectation", "market", "assessment", "family")
ADVICE = (
    "专业基础扎实，但求职方向不清，建议先定一个主方向。", "简历未突出实习经历，已当面修改。", "期望薪酬高于本地水平，已说明市场行情。",
    "面试表达紧张，做了两轮模拟。", "家长希望考编，本人愿意先就业，已与家长沟通。", "适合技术岗，建议补一个职业技能证书。",
)  # fmt: skip
AGREED = (
    "一周内投递三家单位",
    "完成简历修改并发回",
    "参加本月招聘会",
    "先见习三个月再定",
    "报名职业技能培训",
    "与家人商量后答复",
)
GOALS = (
    "三个月内在白杨市或塔城市找到与专业相关的岗位。", "先通过见习积累经验，年底前稳定就业。", "备考公招的同时，接受临近的合同制岗位。",
    "取得职业技能等级证书后应聘技术岗。", "由就近灵活就业过渡到单位就业。",
)  # fmt: skip
SITUATIONS = (
    "求职两个月，投递较少；家住连队，通勤不便。", "首次求职，缺少面试经验。", "家庭负担重，希望尽快有收入。", "专业对口岗位少，愿意转岗。",
    "对本地产业不了解，信心不足。", "",
)  # fmt: skip
ACTIONS_OF = (
    ("修改简历并交指导师", "person"), ("参加一次专场招聘会", "person"), ("推荐三个匹配岗位", "office"), ("联系见习单位落实岗位", "office"),
    ("报名技能培训班", "person"), ("与家长面谈一次", "office"), ("完成职业测评", "person"), ("协助申请就业补贴", "office"),
)  # fmt: skip
EXCUSE_NOTES = {
    "placed": "去向已登记，不再提供",
    "unwilling": "本人确认暂无就业意愿",
    "unreachable": "三次以上联系未果，社区已核实",
    "declined": "本人书面谢绝",
}
