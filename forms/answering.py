"""A compiled form as a citizen fills it in: the fields that are asked, in order, and the rows of its groups."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from . import rules, uploads
from .drawing import Line, Node, Step, lines_of, node_of, script_of_step
from .fields.file import UploadsField
from .fields.registry import TYPES
from .fields.spec import Spec
from .plan import Asked, Part, asked_of, computed_of, walk
from .plan import Step as PlannedStep
from .rows import Rows

if TYPE_CHECKING:
    from .compiled import CompiledForm

PREFIX = "answers"
"""Before each input's name, so that no key of an editor's meets a name of the page's own."""
UNSEEN = f"{PREFIX}-unseen"
"""Names what the page kept hidden when it was sent: what turns out to be needed is asked for then."""


class Asking(forms.Form):
    """Fields that hang on answers before them: of a whole form, or of a row."""

    parts: ClassVar[Sequence[Part]]
    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        answers: Mapping[str, Any] | None = None,
        partial: bool = False,
        desk: uploads.Desk | None = None,
        **options: Any,
    ) -> None:
        self.desk = desk or uploads.Desk()
        self.partial = partial
        self.start = dict(answers or {})
        self.outer: Mapping[str, Any] | None = None
        self.given: dict[str, Any] = {}
        """What each cleaned field answers, as it is kept: made once, for the rules and for `answers`."""
        super().__init__(data, files, initial=initial(self.parts, self.start), **options)
        self.unseen = set(uploads.values(self.data, UNSEEN))
        if partial:
            self.fields = {name: optional(field) for name, field in self.fields.items()}
        for name, field in self.fields.items():
            if isinstance(field, UploadsField):
                field.show(self.initial.get(name))

    def receive(self) -> None:
        """Take the files in first: whatever else is wrong, they need not be chosen again."""
        for name, field in self.fields.items():
            if isinstance(field, UploadsField):
                field.receive(self.data, self.files, self.add_prefix(name), self.desk)

    @cached_property
    def asked(self) -> Asked:
        """Which parts are hidden: by the answers as sent, or as kept."""
        if self.is_bound:
            return walk(self.parts, self._take, self.outer)
        return walk(self.parts, self._start, self.outer)

    def _clean_fields(self) -> None:
        """Clean what is asked, in order; what is hidden is dropped."""
        vars(self).pop("asked", None)
        self.asked  # noqa: B018  the walk cleans each field it meets

    def _start(self, part: Part, scope: rules.Scope) -> Any:
        self._require(part, scope)
        if part.spec and TYPES[part.spec.type].computes:
            return self._compute(part.spec, scope)
        return asked_of([part], self.start, scope.fields).values.get(part.name)

    def _take(self, part: Part, scope: rules.Scope) -> Any:
        """Clean one field; its answer as rules see it."""
        spec = part.spec
        if spec is None:
            return None
        self._require(part, scope)
        if TYPES[spec.type].computes:
            self.cleaned_data[spec.key] = self._compute(spec, scope)
            if self.cleaned_data[spec.key] is None and self.fields[spec.key].required:
                self.add_error(spec.key, self.fields[spec.key].error_messages["required"])
        else:
            self._clean_one(spec)
        answer = self.given[spec.key] = self.answer_of(spec)
        return None if answer is None else TYPES[spec.type].rule_value(spec, answer)

    def _compute(self, spec: Spec, scope: rules.Scope) -> str | None:
        """Work a value out, and show it."""
        value = computed_of(spec, scope)
        self.initial[spec.key] = "" if value is None else TYPES[spec.type].initial(spec, value)
        return value

    def _require(self, part: Part, scope: rules.Scope) -> None:
        spec = part.spec
        if spec and spec.require and not spec.required:
            field = self.fields[spec.key]
            field.may_be_required = True  # type: ignore[attr-defined]
            field.required = not self.partial and rules.holds(dict(spec.require), scope)

    def _clean_one(self, spec: Spec) -> None:
        """Clean as Django does; the bound field, which drawing needs, is not made for what is only checked."""
        field, name = self.fields[spec.key], self.add_prefix(spec.key)
        try:
            if field.disabled:
                value = self.get_initial_for_field(field, spec.key)
            else:
                value = field.widget.value_from_datadict(self.data, self.files, name)
            self.cleaned_data[spec.key] = field.clean(value)
            if name in self.unseen and not self.partial and self.answer_of(spec) is None:
                raise ValidationError(
                    _("按您前面的回答，请看一看「%(label)s」要不要填。"), "asked", {"label": spec.label}
                )
        except ValidationError as error:
            self.add_error(spec.key, error)

    def answer_of(self, spec: Spec) -> Any:
        """The JSON kept of a cleaned field; None where nothing was answered, or not well."""
        cleaned = self.cleaned_data.get(spec.key)
        return None if cleaned is None else TYPES[spec.type].answer(spec, cleaned)

    def answers(self) -> dict[str, Any]:
        """What was answered, by key; without what is hidden, was left empty or is wrong."""
        keys = [part.spec.key for part in self.parts if part.spec and part.name not in self.asked.hidden]
        answers = [(key, self.given.get(key)) for key in keys if key in self.cleaned_data]
        return {key: answer for key, answer in answers if answer is not None}

    @property
    def nodes(self) -> list[Node]:
        """What to draw, in order."""
        return [node_of(self, part) for part in self.parts]

    @property
    def error_lines(self) -> list[Line]:
        """What is wrong, in the order of the form, each with the input it leads to."""
        return list(lines_of(self))

    def draw(self, bound: forms.BoundField) -> SafeString:
        """A field as HTML."""
        return bound.as_field_group()

    def forget_errors(self) -> None:
        """Draw what was sent without saying what is wrong: it was not meant to be finished."""
        self._errors = ErrorDict()


class RowForm(Asking):
    """One row of a repeating group."""

    index = ""
    number = 0
    title = ""


class AnswerForm(Asking):
    """A form as a citizen fills it in. Subclassed for each definition; `answers()` gives the JSON to keep."""

    compiled: "CompiledForm"
    template_name = "forms/form.html"
    step: PlannedStep | None = None
    """The one step that is on the page, while all of the form is checked; None for all steps."""

    def __init__(
        self,
        *args: Any,
        answers: Mapping[str, Any] | None = None,
        facts: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        start = {**(answers or {}), **self.compiled.known(facts or {})}
        super().__init__(*args, answers=start, prefix=PREFIX, **options)
        self.rows: dict[str, Rows] = {
            group.key: Rows(group, self.compiled.row_classes[group.key], self)
            for group in self.compiled.groups.values()
        }

    def draw(self, bound: forms.BoundField) -> SafeString:
        """A field as HTML. What nobody has answered yet looks the same to everybody, and is drawn once."""
        if self.is_bound or self.initial.get(bound.name) not in (None, ""):
            return super().draw(bound)
        look = bound.name, bound.field.required, getattr(bound.field, "may_be_required", False)
        if look not in self.compiled.blank:
            self.compiled.blank[look] = super().draw(bound)
        return self.compiled.blank[look]

    @property
    def edits_rows(self) -> bool:
        """Whether this was sent by a button that adds or removes a row: drawn again, never finished."""
        return any(rows.edited for rows in self.rows.values())

    def is_valid(self) -> bool:
        return super().is_valid() and not self.edits_rows

    def full_clean(self) -> None:
        if self.is_bound:
            self.desk.look_up(self.data)
            self.receive()
            for rows in self.rows.values():
                rows.receive()
        super().full_clean()
        for key, rows in self.rows.items() if self.is_bound else ():
            if key in self.asked.hidden:
                rows.clean(self.asked.values)
            if key in self.asked.hidden:
                rows.forget_errors()
        if self.edits_rows:
            self.forget_errors()

    def _start(self, part: Part, scope: rules.Scope) -> Any:
        return self.rows[part.name].start(scope.fields) if part.group else super()._start(part, scope)

    def _take(self, part: Part, scope: rules.Scope) -> Any:
        if part.group is None:
            return super()._take(part, scope)
        rows = self.rows[part.name]
        values = rows.clean(scope.fields)
        if rows.problems:
            self._errors[part.name] = self.error_class(rows.problems, renderer=self.renderer)
        elif any(row.errors for row in rows.forms):
            self._errors[part.name] = self.error_class([_("有要改的地方。")], renderer=self.renderer)
        return values

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        given = {key: rows.answers() for key, rows in self.rows.items() if key not in self.asked.hidden}
        given = {key: answers for key, answers in given.items() if answers}
        order = [part.name for part in self.parts if part.asks]
        return {key: (found | given)[key] for key in order if key in found or key in given}

    @property
    def nodes(self) -> list[Node]:
        return [node_of(self, part) for part in (self.step.parts if self.step else self.parts)]

    @property
    def steps(self) -> Iterator[Step]:
        """What to draw, in order."""
        self.errors  # noqa: B018  cleaned first: what is hidden is known then
        nodes = {node.name: node for node in self.nodes}
        for step in [self.step] if self.step else self.compiled.steps:
            yield Step(node_of(self, step.part), [nodes[part.name] for part in step.parts])

    @property
    def today(self) -> str:
        """The day on which the answers are checked, for the conditions that the browser follows."""
        return timezone.localdate().isoformat()

    @property
    def script(self) -> list[dict[str, Any]]:
        """What the browser needs to follow the conditions on this page."""
        if self.step is None:
            return self.compiled.script
        return script_of_step(self.compiled.steps, self.step, self.asked.values)

    def is_asked(self, step: PlannedStep) -> bool:
        """Whether anything of a step is shown under the answers as they are."""
        self.errors  # noqa: B018  cleaned first: what is hidden is known then
        return any(part.name not in self.asked.hidden for part in step.parts)

    def is_faulty(self, step: PlannedStep) -> bool:
        """Whether something of a step has to be put right."""
        return any(part.name in self.errors for part in step.parts)

    def forget_errors(self) -> None:
        super().forget_errors()
        for rows in self.rows.values():
            rows.forget_errors()


def twin(field: forms.Field) -> forms.Field:
    """A field that shares all it holds with another: `copy.copy`, without asking each field how it wants to be copied."""
    found = object.__new__(type(field))
    vars(found).update(vars(field))
    return found


def optional(field: forms.Field) -> forms.Field:
    """The field, not required."""
    found = twin(field)
    found.required = False
    return found


def initial(parts: Sequence[Part], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Kept answers as the form shows them."""
    specs = [part.spec for part in parts if part.spec and answers.get(part.spec.key) is not None]
    return {spec.key: TYPES[spec.type].initial(spec, answers[spec.key]) for spec in specs}
