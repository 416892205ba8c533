"""A front end of another make: it knows an item's form from the API alone, its JSON Schema and its hints for drawing."""

import datetime
import io
import json

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj << >> endobj\n%%EOF"
TYPED = {
    "phone": "13800001234", "landline": "0371-67180000", "email": "zhang@example.com", "person_name": "张三",
    "id_number": "11010519491231002X", "credit_code": "91410100MA4ABCDEF0", "address": "郑州市金水区花园路 1 号",
    "bank_card": "6222021234567890128", "division": "410105", "time": "10:00",
}  # fmt: skip
"""What somebody types into a field that the hints say is of this type."""


def png():
    """A picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(buffer, "PNG")
    return buffer.getvalue()


PAPERS = {"passport": "E12345678", "hk_macao": "H12345678", "taiwan": "12345678"}


class Client:
    """Draws nothing, but fills in whatever the form has. `http` is Django's test client."""

    def __init__(self, http):
        self.http = http
        self.sent = 0

    def apply(self, address):
        """Fill in the form of an item and send it."""
        form = self.http.get(f"/api/items/{address}/form").json()
        fields = dict(form["ui"]["fields"])
        groups = {b["key"]: b["fields"] for step in form["ui"]["steps"] for b in step["blocks"] if b["kind"] == "group"}
        answers = self.object(form["definition"], fields, groups)
        contact = {"name": "张三", "phone": "13800001234"}
        body = {
            "version": form["version"],
            "answers": answers,
            "contact": {name: contact[name] for name in form["contact"]},
        }
        self.sent += 1
        return self.http.post(
            f"/api/items/{address}/applications",
            json.dumps(body),
            content_type="application/json",
            headers={"Idempotency-Key": f"headless-{address}-{self.sent}"},
        )

    def object(self, schema, fields, groups=None):
        """An answer to each property that is not the hall's own to fill."""
        found = {}
        for name, one in schema["properties"].items():
            if one.get("readOnly"):
                continue
            if name in (groups or {}):
                rows = max(one.get("minItems", 0), 1)
                found[name] = [self.object(one["items"], groups[name]) for _row in range(rows)]
            else:
                found[name] = self.value(one, fields[name])
        return found

    def value(self, schema, hints):
        """One answer: what the schema names, else what suits the type that the hints name."""
        if "const" in schema:
            return schema["const"]
        if hints.get("upload"):
            token = self.upload(hints["accept"])
            return [token] if schema["type"] == "array" else token
        if "enum" in schema:
            return schema["enum"][0]
        if schema["type"] == "array":
            return schema["items"]["enum"][:1]
        if hints["type"] == "signature":
            return {"typed": "张三", "statement": hints["statement"]}
        if hints["type"] == "identity_paper":
            kind = schema["properties"]["kind"]["enum"][0]
            return {"kind": kind, "number": PAPERS[kind]}
        if hints["type"] == "money":
            return hints.get("min", "1.00")
        if hints["type"] in TYPED:
            return TYPED[hints["type"]]
        if schema["type"] == "object":
            return {name: self.value(one, hints) for name, one in schema["properties"].items()}
        if schema["type"] in ("number", "integer"):
            return max(schema.get("minimum", 1), 1)
        if schema["type"] == "boolean":
            return True
        if schema.get("format") == "date":
            soon = datetime.date.today() + datetime.timedelta(30)
            return (
                hints.get("earliest")
                or hints.get("latest")
                or (soon.isoformat() if hints.get("when") == "future" else "2026-03-01")
            )
        return "办" * max(schema.get("minLength", 1), 2)

    def upload(self, accept):
        """The token of a file that is taken."""
        kinds = {".pdf": ("材料.pdf", PDF), ".png": ("照片.png", png())}
        name, content = next(kinds[one] for one in accept.split(",") if one in kinds)
        file = SimpleUploadedFile(name, content)
        answer = self.http.post("/api/uploads", {"file": file})
        assert answer.status_code == 201, answer.content
        return answer.json()["token"]
