"""The editor of an item: its panels in the order of the guide."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
    PublishingPanel,
)

from ..admin.feedback_panel import FeedbackPanel
from ..admin.quick_rows import QuickRowsPanel
from ..editing import GuideInterface
from ..scenario import MOST_QUESTIONS
from .county_panel import CountyPanel

WHAT = [
    CountyPanel(),
    FieldPanel("title", heading=_("事项名称"), help_text=_("权责清单上的正式名称，最长 200 个字。")),
    FieldPanel("summary"),
    FieldPanel("everyday_names"),
    FieldRowPanel([FieldPanel("kind"), FieldPanel("handling"), FieldPanel("level")]),
    FieldPanel("audiences"),
    FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("code"), FieldPanel("base_code")]),
            FieldRowPanel([FieldPanel("status"), FieldPanel("effective_from"), FieldPanel("effective_to")]),
            PageChooserPanel("successor", "items.ItemPage"),
        ],
        heading=_("编码与状态"),
    ),
    MultiFieldPanel(
        [FieldPanel("undertaker"), FieldPanel("joint_bureaus", widget=forms.CheckboxSelectMultiple)],
        heading=_("承办与联办"),
        classname="collapsed",
    ),
]
WHO_MAY = [
    FieldPanel("conditions"),
    FieldPanel("prohibitions"),
    FieldPanel("quota"),
    QuickRowsPanel("legal_bases", heading=_("设定依据"), label=_("依据")),
]
HOW = [
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("promised_limit"), FieldPanel("promised_unit")]),
            FieldRowPanel([FieldPanel("statutory_limit"), FieldPanel("statutory_unit")]),
            FieldPanel("limit_note"),
        ],
        heading=_("时限"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("channels"),
            FieldRowPanel([FieldPanel("online_depth"), FieldPanel("visits")]),
            FieldPanel("visits_reason"),
            FieldPanel("coverage"),
        ],
        heading=_("怎么办"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("apply_online"), FieldPanel("bookable"), FieldPanel("ask_online")]),
            FieldPanel("form"),
            FieldRowPanel([FieldPanel("by_post"), FieldPanel("promise_instead"), FieldPanel("deferrable")]),
            FieldRowPanel([FieldPanel("defer_days"), FieldPanel("check_days")]),
        ],
        heading=_("网上服务"),
    ),
]
SCENARIO = [
    QuickRowsPanel(
        "scenario_questions",
        heading=_("情形引导"),
        label=_("情形问题"),
        max_num=MOST_QUESTIONS,
        help_text=_("最多五个问题。材料和环节在“适用情形”里写明什么回答才需要；市民回答后只看到自己要的。"),
    )
]
MATERIALS = [QuickRowsPanel("materials", heading=_("申请材料"), label=_("材料"))]
STEPS = [QuickRowsPanel("steps", heading=_("办理环节"), label=_("环节")), FieldPanel("separate_decision")]
OUTCOME = [
    QuickRowsPanel("results", heading=_("办理结果"), label=_("结果")),
    FieldPanel("deliveries"),
    FieldPanel("charges"),
    QuickRowsPanel("fees", heading=_("收费项目"), label=_("收费项目")),
]
WHERE = [
    QuickRowsPanel("places", heading=_("办理地点"), label=_("地点")),
    FieldRowPanel([FieldPanel("consult_phone"), FieldPanel("complaint_phone")]),
    FieldPanel("remedies"),
    QuickRowsPanel("questions", heading=_("常见问题"), label=_("问题")),
]
READERS = [FeedbackPanel(heading=_("这份指南有用吗"))]
EDITOR = GuideInterface(
    [
        ObjectList(WHAT, heading=_("办什么")),
        ObjectList(WHO_MAY, heading=_("条件与依据")),
        ObjectList([*SCENARIO, *MATERIALS], heading=_("材料")),
        ObjectList(STEPS, heading=_("流程")),
        ObjectList(HOW, heading=_("时限与方式")),
        ObjectList(OUTCOME, heading=_("结果与收费")),
        ObjectList(WHERE, heading=_("地点与问答")),
        ObjectList([PublishingPanel()], heading=_("发布安排")),
        ObjectList(READERS, heading=_("读者反馈")),
    ]
)
