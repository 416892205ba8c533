"""A citizen's whole journey through the API, with nothing but Python: python docs/citizen_journey.py http://localhost:8000"""

import json
import sys
import urllib.request
import uuid


def call(path, body=None, **headers):
    headers |= {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4()), "Accept-Language": "zh-hans"}
    url, data = sys.argv[1].rstrip("/") + "/api" + path, body and json.dumps(body).encode()
    return json.load(urllib.request.urlopen(urllib.request.Request(url, data, headers)))


def example(name, schema):
    if {"const", "enum"} & set(schema):
        return schema.get("const", schema.get("enum", [None])[0])
    samples = {"phone": "13812345678", "id": "410105194912310020", "uscc": "91410100MA4ABCDEF0", "date": "2026-01-05"}
    kind = next((key for key in samples if key in f"{schema.get('title', '')} {schema.get('format', '')} {name}"), "")
    return samples.get(kind, 1 if schema.get("type") in {"integer", "number"} else "张三")


guide = next(row for row in call("/items?limit=100")["items"] if row["apply_online"] and row["bookable"])
print("1. found", guide["title"], guide["promised"])
form = call(f"/items/{guide['address']}/form")
asks = form["definition"]
answers = {name: example(name, asks["properties"][name]) for name in asks.get("required", [])}
contact = {"name": "张三", "phone": "13812345678"}
sent = {"version": form["version"], "answers": answers, "contact": {key: contact[key] for key in form["contact"]}}
case = call(f"/items/{guide['address']}/applications", sent)
print("2. applied", case["number"], case["code"], "due", case["due_at"])
asked = call("/questions", {"question": "能邮寄吗?", "phone": contact["phone"], "item": guide["address"]})
print("3. asked", asked["number"])
slot = call(f"/items/{guide['address']}/slots")[0]
booked = call("/bookings", {"item": guide["address"], "slot": slot["id"], **contact})
print("4. booked", slot["starts_at"], booked["number"])
call(f"/cases/{booked['number']}/cancel", {"data": {"reason": "改天再来"}}, **{"X-Query-Code": booked["code"]})
progress = call(f"/cases/{case['number']}", **{"X-Query-Code": case["code"]})
print("5. progress:", progress["state_text"], progress["due_explained"])
