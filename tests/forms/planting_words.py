"""Faults of wording, choices and types to plant: what clerks leave over, number by hand, or ask in the wrong field."""

LINE = {"type": "text", "key": "p_target", "label": "种下的问题"}
CHOICE = {"type": "single_choice", "key": "p_source", "label": "种下的选择"}


def rows(*labels):
    return [{"value": f"c{number}", "label": label} for number, label in enumerate(labels, 1)]


class Wordings:
    """Part of `Planter`, which has `random`, `steps`, `inserted` and `append`."""

    def listed(self, *lists, kind="single_choice"):
        return self.inserted("choices", {**CHOICE, "type": kind}, choices=rows(*self.random.choice(lists)))

    def worded(self, *labels, **more):
        return self.inserted("label", {**LINE, **more}, label=self.random.choice(labels))

    def leftover(self):
        texts = (
            "咨询电话：0371-XXXXXXXX",
            "详见 http://www.xxx.gov.cn",
            "请到 XX 路 XX 号办理。",
            "办理时限：【此处填写】",
        )
        return self.inserted("help", LINE, help=self.random.choice(texts))

    def leftover_guidance(self):
        return self.insert({"type": "guidance", "text": "受理地点：某某区某某路（待定）。"}), "text"

    def own_name(self):
        return self.worded("text1", "shop_name", "单行文本2", "applicantName", "种下的问题（副本）")

    def paper_blank(self):
        return self.worded("种下的名称____", "种下的名称（　　）", "种下的名称……")

    def paper_boxes(self):
        return self.listed(("□ 公", "□ 母"), ("☐甲乙", "☐丙丁"))

    def paper_place(self):
        texts = "见附件 1", "按下表填写", "写不下可另附纸", "填写要求见背面", "请用黑色签字笔填写"
        return self.inserted("help", LINE, help=self.random.choice(texts))

    def below_nothing(self):
        return self.append({"type": "guidance", "text": "请在下方签名。"}), "text"

    def paper_sign(self):
        return self.worded("种下的负责人（签字）", "种下的单位盖章", "种下的单位意见（加盖公章）")

    def label_act(self):
        return self.worded("请选择种下的单位", "请勾选种下的单位")

    def label_act_choice(self):
        return self.inserted("label", CHOICE, label="请输入种下的种类", choices=rows("甲", "乙"))

    def label_numbered(self):
        return self.worded("1、种下的名字", "（一）种下的名字", "第3题 种下的名字", "２．种下的名字", "③种下的名字")

    def step_numbered(self):
        self.steps[0]["title"] = "一、种下的步骤"
        return (0, -1, -1), "title"

    def choice_numbered(self):
        return self.listed(("1.公", "2.母"), ("A、城镇", "B、农村"), ("（1）自有", "（2）租赁"), ("1-小型", "2-中型"))

    def choice_spelled(self):
        return self.listed(("低保證明", "低保证明", "无"), ("已婚（含再婚）", "已婚含再婚"), ("账户", "帐户"))

    def choice_other_twice(self):
        return self.listed(("甲方", "其它", "其他情况"), ("甲方", "乙方", "其他", "其他（请注明）"))

    def choice_other_last(self):
        return self.listed(("甲方", "其他", "乙方"), ("其他情况", "甲方", "乙方", "以上都不是"))

    def choice_other_open(self):
        place, name = self.listed(("甲方", "其他（请注明）"), ("甲方", "其他：____"))
        return place, name

    def choice_joined(self):
        return self.listed(("高一 高二", "高三 高四"), ("男/女", "保密"), ("助餐　助浴", "助医"))

    def choice_all_single(self):
        return self.listed(("甲方", "乙方", "以上都是"))

    def choice_asked(self):
        return self.inserted("choices", CHOICE, label="有无种下的证", choices=rows("有", "无"))

    def choice_chosen_not(self):
        return self.listed(("--请选择--", "甲方", "乙方"), ("null", "甲方", "乙方"))

    def postcode(self):
        return self.inserted("label", {**LINE, "type": "integer"}, label="种下的邮政编码")

    def name_division(self):
        return self.inserted("label", {**LINE, "type": self.random.choice(["division", "time"])}, label="种下的犬名")

    def school_yes_no(self):
        return self.inserted("label", {**LINE, "type": "yes_no"}, label="种下人就读学校名称")

    def show_time(self):
        return self.inserted("label", {**LINE, "type": "date"}, label="种下的开演时间（时分）")

    def sex_long(self):
        return self.inserted("label", {**LINE, "type": "long_text"}, label="种下的犬只性别")

    def income_text(self):
        return self.worded("种下的家庭年收入", "种下的月工资")

    def promise_yes_no(self):
        return self.inserted("label", {**LINE, "type": "yes_no"}, label="本人郑重承诺所填属实")

    def half_persons(self):
        return self.inserted("places", {**LINE, "type": "number", "unit": "人", "min": "0", "max": "9"}, places=2)

    def postcode_length(self):
        return self.inserted("max_length", LINE, label="种下的邮政编码", max_length=self.random.choice([5, 10]))

    def school_room(self):
        return self.inserted("max_length", LINE, label="种下的就读学校", max_length=1)

    def purpose_vague(self):
        place, block = self.picked(lambda block: block.get("purpose"))
        block["purpose"] = self.random.choice(["办事", "登记备案", "了解情况", "按规定采集"])
        return place, "purpose"

    def asked_alike(self):
        self.steps[-1]["blocks"].append({**LINE, "key": "p_first", "label": "工作单位"})
        return self.append({**LINE, "key": "p_second", "label": "所在单位名称"}), "label"

    def phone_twice_in_row(self):
        row = {"type": "phone", "purpose": "通知", "key": "r1", "label": "手机号码"}
        group = {"type": "group", "key": "p_group", "label": "组", "min": 1, "max": 3}
        step, at, _inner = self.insert({**group, "blocks": [row, {**row, "key": "r2", "label": "联系手机"}]})
        return (step, at, 1), "label"

    def label_end_more(self):
        return self.worded("种下的问题？？", "种下的问题！", "种下的问题——")


WORDING_KINDS = {
    "leftover": "leftover", "leftover_guidance": "leftover", "own_name": "placeholder", "paper_blank": "paper-blank",
    "paper_boxes": "paper-blank", "paper_place": "paper-place", "below_nothing": "below-nothing",
    "paper_sign": "paper-sign", "label_act": "label-act", "label_act_choice": "label-act",
    "label_numbered": "label-numbered", "step_numbered": "label-numbered", "choice_numbered": "choice-numbered",
    "choice_spelled": "choice-alike", "choice_other_twice": "choice-other-twice",
    "choice_other_last": "choice-other-last", "choice_other_open": "choice-other-open",
    "choice_joined": "choice-joined", "choice_all_single": "choice-all-single", "choice_asked": "choice-yes-no",
    "choice_chosen_not": "placeholder-idle", "postcode": "type-term", "name_division": "type-term",
    "school_yes_no": "type-term", "show_time": "type-term", "sex_long": "type-term", "income_text": "plain-type",
    "promise_yes_no": "plain-type", "half_persons": "count-places", "postcode_length": "limits-length",
    "school_room": "limits-room", "purpose_vague": "purpose-vague", "asked_alike": "asked-alike",
    "phone_twice_in_row": "applicant-twice", "label_end_more": "label-end",
}  # fmt: skip
"""The code that finds each."""
