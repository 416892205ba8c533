"""Answers to the demo's forms, and the small files that go with them."""

import io
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from forms import service, uploads
from forms.definition import read
from forms.fields.registry import TYPES
from forms.models import FormVersion
from forms.plan import GROUP

from .citizens import Citizen

LIMITS = uploads.Limits(("pdf", "image"), 10)
KINDS = {"png": "PNG", "jpg": "JPEG", "pdf": "PDF"}
OPTIONAL = ("date",)
"""Kinds of fields that are answered though they need not be."""
REASONS = (
    "门店已经装修完毕，设备和人员到位，申请办理。",
    "原证即将到期，经营条件没有变化，请予办理。",
    "因工作和生活需要申请办理，材料都已备齐。",
    "项目已经备案，计划下月开工，请尽快审批。",
    "按照办事指南准备了材料，如有缺漏请一次告知。",
)


@cache
def scan(kind: str) -> bytes:
    """A small page that looks like a scan, as Pillow names the kind: PNG, JPEG or PDF."""
    image = Image.new("RGB", (480, 320), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((12, 12, 468, 308), outline=(60, 90, 140), width=3)
    draw.text((40, 60), "DEMO DOCUMENT", fill=(60, 60, 60))
    for line in range(6):
        draw.line((40, 150 + line * 22, 440 - line * 20, 150 + line * 22), fill=(190, 190, 190), width=2)
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def upload(label: str, ending: str = "png") -> uploads.Held:
    """A file kept as a citizen's upload would be: png, jpg or pdf."""
    kind = KINDS[ending]
    return uploads.store(SimpleUploadedFile(f"{label[:40]}.{ending}", scan(kind)), LIMITS)


def fill(version: FormVersion, citizen: Citizen, today: date) -> dict[str, Any]:
    """Checked answers to every required field of a version, and to some others."""
    payload: dict[str, Any] = {}
    for step in read(version)["steps"]:
        payload |= _answers(step["blocks"], citizen, today)
    return service.clean(version, payload)


def _answers(blocks: list[dict[str, Any]], citizen: Citizen, today: date) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for block in blocks:
        if block["type"] == GROUP:
            people = [Citizen(citizen.n + 700 + more) for more in range(1 + citizen.n % 2)]
            found[block["key"]] = [_answers(block["blocks"], one, today) for one in people]
        elif block["type"] in TYPES and (block.get("required") or block["type"] in OPTIONAL):
            found[block["key"]] = _answer(block, citizen, today)
    return found


def _answer(block: dict[str, Any], citizen: Citizen, today: date) -> Any:
    kind, key = block["type"], block["key"]
    other = Citizen(citizen.n + 500)
    simple = {
        "person_name": (other if key in ("seller", "agent") else citizen).name,
        "id_number": (other if key == "seller_id" else citizen).identity,
        "phone": citizen.phone,
        "address": citizen.address,
        "credit_code": citizen.credit,
        "text": citizen.company if key == "org_name" else f"豫(2024)郑州市不动产权第{citizen.n:07d}号",
        "long_text": REASONS[citizen.n % len(REASONS)],
        "integer": 3 + citizen.n % 20,
        "number": 10 + citizen.n % 90,
        "yes_no": citizen.n % 3 == 0,
        "date": (today + timedelta(days=20 + citizen.n % 10)).isoformat(),
        "declaration": True,
    }
    if kind in simple:
        return simple[kind]
    if kind in ("file", "files"):
        token = upload(block["label"]).token
        return token if kind == "file" else [token]
    values = [choice["value"] for choice in block["choices"]]
    chosen = values[citizen.n % len(values)]
    if kind == "multiple_choice":
        return sorted({chosen, values[0]})
    return chosen
