"""For each field type: options that make it whole, a good answer, and JSON of the wrong type."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

from forms.uploads import Limits, store

PDF = b"%PDF-1.4\n1 0 obj << >> endobj\n%%EOF"
CHOICES = [{"value": "c1", "label": "窗口"}, {"value": "c2", "label": "网上"}, {"value": "c3", "label": "邮寄"}]
LINKED = [
    {"value": "c1", "label": "餐饮 > 中餐"},
    {"value": "c2", "label": "餐饮 > 西餐"},
    {"value": "c3", "label": "零售 > 便利店"},
]


def pdf(name="执照.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def packed(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def upload():
    return store(pdf(), Limits()).as_answer()


OPTIONS = {
    "text": {"min_length": 2, "max_length": 50},
    "long_text": {"max_length": 500},
    "number": {"min": "0.5", "max": "100", "places": 2, "unit": "平方米"},
    "integer": {"min": "1", "unit": "人"},
    "date": {"earliest": "2020-01-01", "latest": "2040-12-31"},
    "single_choice": {"choices": CHOICES},
    "multiple_choice": {"choices": CHOICES, "max_choices": 2},
    "drop_down": {"choices": CHOICES},
    "declaration": {"text": "以上内容属实。", "version": "2"},
    "money": {"max": "1000000"},
    "time": {"earliest": "08:30", "latest": "17:00"},
    "date_range": {"earliest": "2020-01-01", "max_days": 60},
    "linked_choices": {"choices": LINKED, "levels": "大类 > 小类"},
    "division": {"area": "410100"},
    "identity_paper": {"papers": ["passport", "hk_macao", "permanent"]},
    "signature": {"statement": "以上内容由本人填写。"},
    "prefilled": {"fact": "item"},
    "computed": {"places": 2, "unit": "元", "value": {"number": "1200.5"}},
    "file": {"kinds": ["pdf"], "max_mb": 5},
    "files": {"kinds": ["pdf", "image"], "max_mb": 5, "max_files": 3},
}
FACTS = {"item": "户外广告设施设置审批"}
GOOD = {
    "text": "郑州市",
    "long_text": "第一行\n第二行",
    "number": 12.5,
    "integer": 3,
    "date": "2026-03-01",
    "single_choice": "c2",
    "multiple_choice": ["c1", "c3"],
    "drop_down": "c3",
    "yes_no": False,
    "phone": "13800001234",
    "landline": "0371-67180000",
    "email": "zhang@example.com",
    "person_name": "买买提·吐尔逊",
    "id_number": "11010519491231002X",
    "credit_code": "91410100MA4ABCDEF0",
    "address": "郑州市金水区花园路 1 号",
    "declaration": {"agreed": True, "version": "2", "text": "以上内容属实。"},
    "money": "1200.50",
    "time": "14:30",
    "date_range": {"start": "2026-03-01", "end": "2026-03-31"},
    "linked_choices": "c3",
    "division": "410105",
    "identity_paper": {"kind": "passport", "number": "E12345678"},
    "bank_card": "6222021234567890128",
    "signature": {"typed": "张三", "statement": "以上内容由本人填写。"},
    "prefilled": FACTS["item"],
    "computed": "1200.5",
    "file": upload,
    "files": lambda: [upload(), upload()],
}
WORDS = [3, True, ["x"], {"a": 1}]
WRONG_JSON = {
    **dict.fromkeys(GOOD, WORDS),
    "number": ["很多", True, [1], float("inf"), float("nan"), 0.4, 12.345],
    "integer": ["三", 1.5, True, 0],
    "multiple_choice": ["c1", [1], ["c9"], ["c1", "c2", "c3"]],
    "yes_no": ["yes", 1, "是"],
    "declaration": ["yes", 1],
    "money": ["很多", True, 12.5, "-1", "1000000.01", "0.001"],
    "time": [3, "25:00", "08:00", "晚上"],
    "date_range": [
        "2026-03-01",
        {"start": 1},
        {"start": "2026-03-01"},
        {"start": "2026-03-02", "end": "2026-03-01"},
        {"start": "2026-03-01", "end": "2026-06-01"},
    ],
    "division": [3, "410100", "110101", "郑州", "000000"],
    "identity_paper": [
        "E12345678",
        {"kind": "passport"},
        {"kind": "taiwan", "number": "12345678"},
        {"kind": "hk_macao", "number": "X12345678"},
        {"kind": "permanent", "number": "911124198108030023"},
    ],
    "bank_card": [3, "6222021234567890123", "123"],
    "signature": [3, {"typed": 1}, {"file": 3}, "长" * 61],
    "prefilled": [3, ["x"], {"a": 1}],
    "computed": [3, ["x"], {"a": 1}],
    "file": [3, ["x"], {"token": 1}, "no-such-token"],
    "files": [3, [3], [{"token": None}], ["no-such-token"]],
}
