"""What the tests of the staff's side share: a bureau at work, and cases of each kind."""

import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from accounts import request_id
from guidance.applications.submit import Submission, submit
from guidance.appointments import slots
from guidance.appointments.flow import Request, book
from guidance.appointments.models import Slot, Window
from guidance.cases import actors, flow
from guidance.cases.flow import Applicant
from guidance.cases.models import Attachment
from guidance.consultations.flow import Question, ask

PEOPLE = Applicant(name="李小敏", phone="13812345678", id_number="41010519491231002X")


def new_key() -> str:
    return str(uuid.uuid4())


def application(item, now=None, who=PEOPLE):
    with request_id.use(uuid.uuid4()):
        return submit(Submission(item, None, {}, who), actors.citizen(), key=new_key(), now=now).case


def consultation(item, now=None, text="开饭店要什么证？", who=PEOPLE):
    question = Question(text=text, bureau=item.bureau, item=item, applicant=who, may_publish=True)
    with request_id.use(uuid.uuid4()):
        return ask(question, actors.citizen(), key=new_key(), now=now).case


def window(bureau, now, **fields):
    made = Window.objects.create(bureau=bureau, name=fields.pop("name", "1 号窗口"), place="一楼", **fields)
    slots.ensure(made, slots.horizon(made, now))
    return made


def appointment(item, slot: Slot, now, phone="13812345678"):
    with request_id.use(uuid.uuid4()):
        request = Request(item, slot, Applicant(name="王芳", phone=phone))
        return book(request, actors.citizen(), key=new_key(), now=now).case


def do(case, verb, user, data=None, now=None):
    with request_id.use(uuid.uuid4()):
        return flow.perform(case, verb, actors.staff(user), data or {}, now=now)


def attachment(case, name="营业执照.png", content=b"\x89PNG\r\n\x1a\n", content_type="image/png", **fields):
    token = new_key()
    stored = storages["private"].save(token, ContentFile(content))
    return Attachment.objects.create(
        case=case, token=token, file=stored, name=name, size=len(content), content_type=content_type,
        sha256="0" * 64, at=timezone.now(), **fields,
    )  # fmt: skip
