"""Forms: the draft an editor changes, the versions nobody changes, and files on their way in."""

import secrets
from typing import Any, ClassVar, NoReturn, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import Storage, storages
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from accounts.history import track
from accounts.models import Bureau
from accounts.scope import limit

from . import uploads
from .blocks import FormBody
from .choice_lists import ChoiceList

__all__ = ["ChoiceList", "Form", "FormVersion", "Upload"]
CODE = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("只用小写字母、数字和连字符。"))


def new_code() -> str:
    """A code for a form that was given none."""
    return f"form-{secrets.token_hex(4)}"


def one_step() -> list[tuple[str, dict[str, Any]]]:
    """What a new form begins with."""
    return [("step", {"title": "", "intro": "", "show": {"mode": "all", "conditions": []}, "blocks": []})]


class BodyField(StreamField):
    """A StreamField whose blocks stay out of migrations: a new field type changes no table."""

    def deconstruct(self) -> Any:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        kwargs.pop("default", None)
        return name, path, [[]], kwargs

    def formfield(self, **kwargs: Any) -> Any:
        """Begin with the default as a StreamField value: Django would hand its raw list to the widget."""
        return super().formfield(**{"initial": self.get_default, "show_hidden_initial": False, **kwargs})


STATES = {
    "archived": _("已停用"),
    "unpublished": _("未发布"),
    "changed": _("有未发布的修改"),
    "published": _("已发布"),
}


class FormQuerySet(models.QuerySet["Form"]):
    """Forms by what they are ready for."""

    def visible_to(self, user: Any) -> Self:
        """The forms of the bureaus a user may see."""
        return limit(self, user)

    def current(self) -> Self:
        """Forms not archived."""
        return self.filter(archived=False)

    def published(self) -> Self:
        """Forms with a version citizens can fill in."""
        return self.filter(models.Exists(FormVersion.objects.filter(form=models.OuterRef("pk"))))

    def with_latest(self) -> Self:
        """With the newest version's number, hash and time."""
        newest = FormVersion.objects.filter(form=models.OuterRef("pk")).order_by("-number")
        return self.annotate(
            latest_number=models.Subquery(newest.values("number")[:1]),
            latest_sha256=models.Subquery(newest.values("sha256")[:1]),
            latest_at=models.Subquery(newest.values("published_at")[:1]),
        )


class Form(models.Model):
    """A form as its editor is building it. Citizens never see this: they fill in a FormVersion."""

    title = models.CharField(_("名称"), max_length=200)
    code = models.CharField(
        _("编号"), max_length=60, unique=True, default=new_code, validators=[CODE],
        help_text=_("用于接口和导入，只用小写字母、数字和连字符。"),
    )  # fmt: skip
    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name=_("机构"), related_name="forms")
    intro = models.TextField(_("填写前的说明"), blank=True, max_length=2000)
    body = BodyField(FormBody(), verbose_name=_("内容"), blank=True, default=one_step)
    archived = models.BooleanField(_("已停用"), default=False)
    last_key = models.PositiveIntegerField(default=0, editable=False)
    draft_sha256 = models.CharField(max_length=64, default="", editable=False)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("修改时间"), auto_now=True, editable=False)
    history = track(
        excluded_fields=["last_key", "draft_sha256", "created_at", "updated_at"],
        verbose_name=_("表单的改动"),
        verbose_name_plural=_("表单的改动"),
    )

    objects = FormQuerySet.as_manager()

    class Meta:
        verbose_name = _("表单")
        verbose_name_plural = _("表单")
        ordering: ClassVar = ["-updated_at", "-pk"]
        permissions: ClassVar = [("publish_form", "Can publish form")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with a key for each field and choice that has none yet."""
        from . import definition, keys

        keys.assign(self)
        self.draft_sha256 = definition.sha256(definition.canonical(definition.of(self)))
        super().save(*args, **kwargs)

    @property
    def state(self) -> str:
        """archived, unpublished, changed or published; asks for `with_latest()`."""
        latest = getattr(self, "latest_sha256", None)
        if self.archived:
            return "archived"
        if not latest:
            return "unpublished"
        return "published" if latest == self.draft_sha256 else "changed"

    @property
    def state_label(self) -> str:
        """The state in words."""
        return str(STATES[self.state])


class FrozenQuerySet(models.QuerySet["FormVersion"]):
    """Versions can be read and added, nothing else."""

    def visible_to(self, user: Any) -> Self:
        """The versions of forms a user may see."""
        return limit(self, user, "form__bureau")

    def update(self, **kwargs: Any) -> NoReturn:
        raise frozen()

    def delete(self) -> NoReturn:
        raise frozen()

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise frozen()

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        """Adding is fine; replacing on conflict is not."""
        if kwargs.get("update_conflicts"):
            raise frozen()
        return super().bulk_create(objs, *args, **kwargs)


class FrozenError(ValidationError):
    """Somebody tried to change or delete a published version of a form."""


def frozen() -> FrozenError:
    """The refusal."""
    return FrozenError(_("已发布的表单版本不能修改或删除。请发布新的版本。"), code="frozen")


class FormVersion(models.Model):
    """A form as it was published: answers point at it for ever. Triggers in the database refuse change too."""

    form = models.ForeignKey(Form, models.PROTECT, verbose_name=_("表单"), related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    definition = models.TextField(_("定义"))
    sha256 = models.CharField(max_length=64, db_index=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("发布人"), null=True, related_name="+"
    )
    published_at = models.DateTimeField(_("发布时间"), default=timezone.now)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("表单版本")
        verbose_name_plural = _("表单版本")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "number"], name="form_version_number"),
        ]

    def __str__(self) -> str:
        return f"{self.form} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add; FrozenError for a row that is there already."""
        if not self._state.adding:
            raise frozen()
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise frozen()


def private_storage() -> Storage:
    """Where files lie that are never served without a permission."""
    return storages["private"]


class Upload(models.Model):
    """A file on its way in. Free uploads are removed after 30 days; claimed ones belong to their owner."""

    token = models.CharField(max_length=64, unique=True)
    file = models.FileField(storage=private_storage, upload_to="uploads/%Y/%m", max_length=200)
    name = models.CharField(_("文件名"), max_length=200)
    size = models.PositiveBigIntegerField(_("大小"))
    content_type = models.CharField(_("类型"), max_length=100)
    sha256 = models.CharField(max_length=64)
    owner = models.CharField(max_length=100, blank=True, default="", db_index=True)
    created_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("上传的文件")
        verbose_name_plural = _("上传的文件")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where whoever holds the token may look at it."""
        return reverse("forms:upload", args=[self.token])

    @property
    def held(self) -> uploads.Held:
        """As answers keep it."""
        return uploads.Held(self.token, self.name, self.size, self.content_type, self.sha256)
