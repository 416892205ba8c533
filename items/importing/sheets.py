"""What the sheets beside 事项 hold: rows of a guide, and how one is matched to the row it was."""

from .. import choices
from ..models import rows as models
from ..models.scenario import ScenarioQuestion
from ..scenario import option_lines
from . import cells, values
from .cells import Cell, Sheet, count, text, word
from .columns import limit_cell

__all__ = ["BY_RELATION", "INLINE", "IN_ONE_CELL", "MATERIAL", "SHEETS", "Cell", "Sheet"]

MATERIAL = "材料名称"
"""The heading of a material's name."""
DATA_SOURCE = "数据比对"
"""The heading of the register that a material is compared with."""

BOTH_IN_ONE = (
    "办公地址及时间", "办理地点及时间", "办理时间及地点", "办公时间及地址", "办公时间和地址", "办公地址和时间", "办理地点和时间", "办理时间和地点",
    "办公时间及地点", "办公地点及时间", "办理时间、地点", "办理地点、时间", "受理地点及时间", "受理时间及地点",
)  # fmt: skip
"""Headings of one cell for a place and its hours."""

SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "材料",
        "materials",
        models.Material,
        "name",
        (
            text(
                MATERIAL,
                "name",
                "名称",
                "申请材料",
                "申请材料名称",
                "申报材料名称",
                "材料",
                "申报材料",
                "所需材料名称",
            ),
            word("材料类型", "kind", choices.MaterialKind, "类型", "材料类别", read=cells.material_kind),
            word(
                "来源渠道",
                "source",
                choices.MaterialSource,
                "来源",
                "材料来源",
                "材料来源渠道",
                default=choices.MaterialSource.APPLICANT,
            ),
            word(
                "材料形式",
                "form",
                choices.MaterialForm,
                "形式",
                "材料形态",
                "介质要求",
                "材料介质",
                "原件/复印件",
                "原件或复印件",
                "原件、复印件",
                "原件复印件",
                "材料要求形式",
                "材料形式要求",
                "提交形式",
                "材料提交形式",
                "提交方式",
                "材料提交方式",
                "材料格式",
                "纸质/电子",
                "电子/纸质",
                "纸质或电子",
                "纸质电子",
                "材料载体",
                "材料介质要求",
                read=cells.material_form,
            ),
            count(
                "原件份数",
                "originals",
                "原件",
                "原件数量",
                "材料份数",
                "份数",
                "纸质份数",
                "数量",
                "材料数量",
                "份数要求",
                "纸质材料份数",
            ),
            count("复印件份数", "copies", "复印件", "复印件数量"),
            word(
                "必要性",
                "necessity",
                choices.Necessity,
                "材料必要性",
                "是否必要",
                "是否必须",
                "材料是否必要",
                default=choices.Necessity.REQUIRED,
            ),
            text("受理标准", "standard", "审查要点"),
            text("填报须知", "instructions", "填报说明", "备注"),
            text("依据", "basis", "要求提供材料的依据"),
            text("核发机构", "issuer", "来源渠道说明", "出具单位", "材料出具单位"),
            text("适用情形", "applies_when", "情形"),
            Cell(
                "可用承诺代替",
                "promisable",
                lambda cell: bool(cell and values.flag(cell)),
                lambda row: "是" if row.promisable else "",
                ("是否可用承诺代替", "可用书面承诺代替", "promisable"),
            ),
            Cell(
                DATA_SOURCE,
                "data_source",
                lambda cell: cell,
                lambda row: row.data_source.name if row.data_source else "",
                ("数据源", "比对数据源"),
            ),
            Cell("共用材料", "shared", lambda cell: cell, lambda row: row.shared.code if row.shared else ""),
        ),
        ("申请材料", "申报材料", "材料清单", "办理材料"),
    ),
    Sheet(
        "环节",
        "steps",
        models.Step,
        "name",
        (
            Cell("环节类型", "kind", cells.step_kind, lambda row: str(row.get_kind_display()), ("kind", "环节类别")),
            text(
                "环节名称", "name", "名称", "环节", "步骤", "步骤名称", "流程环节", "办理环节", "审批环节", "流程名称"
            ),
            text("岗位", "role", "办理岗位", "办理人员", "办理人", "责任岗位"),
            Cell(
                "时限",
                "limit",
                cells.limit,
                lambda row: limit_cell(row.limit, row.unit),
                ("办理时限", "环节时限", "步骤时限", "limit"),
                frozenset({"limit"}),
            ),
            text("办理标准", "standard", "审查标准", "标准"),
            text("办理结果", "outcome", "结果"),
            Cell(
                "办理机构", "bureau", lambda cell: cell, lambda row: row.bureau.name if row.bureau else "", ("bureau",)
            ),
            text("并联组", "parallel_group"),
            text("核验材料", "checks", "审核材料"),
            text("重复核验依据", "recheck_basis"),
            text("依据", "basis"),
            text("适用情形", "applies_when", "情形"),
        ),
        ("办理环节", "流程", "办理流程", "办事流程", "审批流程"),
    ),
    Sheet(
        "依据",
        "legal_bases",
        models.LegalBasis,
        "law",
        (
            text("法律名称", "law", "法律法规名称", "依据名称", "名称"),
            text("文号", "document_number", "依据文号"),
            text("条款号", "article", "条款"),
            text("条款内容", "text", "内容"),
            text("链接", "url", "网址"),
        ),
        ("设定依据", "法律依据", "实施依据"),
    ),
    Sheet(
        "收费",
        "fees",
        models.Fee,
        "name",
        (
            text("收费项目", "name", "项目", "项目名称", "收费项目名称"),
            text("收费标准", "standard", "标准"),
            text("收费依据", "basis", "依据"),
            text("减免", "waiver", "减免政策", "是否允许减免"),
        ),
        ("收费标准", "收费项目"),
    ),
    Sheet(
        "常见问题",
        "questions",
        models.Question,
        "question",
        (text("问题", "question"), text("答案", "answer", "解答", "回答")),
        ("问答", "常见问答"),
    ),
    Sheet(
        "地点",
        "places",
        models.Place,
        "address",
        (
            text(
                "办理地点",
                "address",
                "办公地址",
                "地点",
                "地址",
                "办事地点",
                "受理地点",
                "办理地址",
                "窗口地址",
                "申报地点",
                "现场办理地点",
                "办公地点",
                "受理地址",
                "服务地点",
                "办事地址",
                "联系地址",
                *BOTH_IN_ONE,
            ),
            text("窗口号", "window", "窗口", "办理窗口", "受理窗口", "窗口名称"),
            text(
                "办理时间",
                "hours",
                "办公时间",
                "工作时间",
                "受理时间",
                "服务时间",
                "办公时间段",
                "办事时间",
                "接待时间",
                "对外办公时间",
            ),
            text("电话", "phone"),
        ),
        ("办理地点",),
    ),
    Sheet(
        "结果",
        "results",
        models.Result,
        "name",
        (
            text(
                "结果名称",
                "name",
                "名称",
                "审批结果名称",
                "办理结果名称",
                "办理结果",
                "审批结果",
                "证照名称",
                "颁发证件",
                "结果样本名称",
                "许可证名称",
                "证件名称",
                "审批结果文书",
            ),
            word(
                "结果类型", "kind", choices.ResultKind, "审批结果类型", "办理结果类型", default=choices.ResultKind.OTHER
            ),
            text("结果有效期", "validity", "有效期", "证照有效期", "证件有效期"),
        ),
        ("办理结果",),
    ),
    Sheet(
        "情形",
        "scenario_questions",
        ScenarioQuestion,
        "text",
        (
            text("情形问题", "text", "问题"),
            Cell(
                "选项",
                "options",
                lambda cell: "\n".join(option_lines(cell)),
                lambda row: "；".join(option_lines(row.options)),
                ("情形选项",),
            ),
            text("说明", "help"),
        ),
        ("情形引导", "情形问题"),
    ),
)
BY_RELATION = {sheet.relation: sheet for sheet in SHEETS}
INLINE: dict[str, tuple[str, ...]] = {
    "places": ("办理地点", "窗口号", "办理时间"),
    "results": ("结果名称", "结果类型", "结果有效期"),
    "materials": ("材料名称", "材料类型", "来源渠道", "材料形式", "原件份数", "复印件份数", "必要性", "受理标准", "填报须知", "核发机构", "适用情形"),
    "steps": ("环节名称", "环节类型", "岗位", "环节时限", "办理标准"),
    "legal_bases": ("法律名称", "文号", "条款号", "条款内容"),
    "fees": ("收费项目", "收费标准", "收费依据", "减免"),
    "questions": ("问题", "答案"),
}  # fmt: skip
"""Rows that the 事项 sheet may hold as columns of its own: one for each item, one a row below it, or numbered (材料1)."""
IN_ONE_CELL = {
    "materials": ("申请材料", "申报材料", "办理材料", "所需材料", "材料", "材料清单", "申请材料清单", "申报材料清单", "提交材料", "办事材料", "需提交材料",
                  "应提交的材料", "申请人需提交的材料", "所需提交材料", "申请材料目录", "材料目录", "materials"),
    "steps": ("办理流程", "办事流程", "审批流程", "办理环节", "流程", "环节", "办理程序", "审批程序", "许可程序", "办事程序", "步骤", "工作流程", "办理步骤",
              "审批环节", "steps"),
    "legal_bases": ("设定依据", "法律依据", "实施依据", "法定依据", "职权依据", "权力依据", "政策依据", "设立依据", "审批依据", "许可依据", "办理依据", "法规依据",
                    "行使依据", "依据", "legal_bases", "legalbases"),
    "fees": ("收费标准", "收费项目及标准", "收费依据及标准", "收费标准及依据", "fees"),
}  # fmt: skip
"""Rows that the 事项 sheet may hold in one cell."""
