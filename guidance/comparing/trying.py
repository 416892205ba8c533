"""Try a source out: ask it about a number and a name, as an applicant's page would."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from .asking import ask
from .identity import Person
from .models import DataSource
from .source_views import SourceView


class TryForm(forms.Form):
    """Whom to ask about. Nothing of it is kept."""

    number = forms.CharField(label=_("号码"), max_length=30)
    name = forms.CharField(label=_("姓名"), max_length=100, error_messages={"required": _("这个数据源要核对姓名。")})

    def __init__(self, *args: Any, source: DataSource, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].label = source.get_identity_display()
        if not source.check_name:
            del self.fields["name"]
        elif source.identity == DataSource.Identity.CREDIT_CODE:
            self.fields["name"].label = _("法定代表人（负责人）姓名")


class TryView(SourceView):
    """The answer, with the reason of a failure for whoever sets the source up."""

    template_name = "comparing/try.html"
    page_title = _("试查")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"form": TryForm(source=self.source), **super().get_context_data(**kwargs)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask once."""
        form = TryForm(request.POST, source=self.source)
        answer = None
        if form.is_valid():
            number, name = form.cleaned_data["number"], form.cleaned_data.get("name", "")
            credit = self.source.identity == DataSource.Identity.CREDIT_CODE
            person = Person(name, credit_code=number) if credit else Person(name, id_number=number)
            answer = ask(self.source, person)
        return self.render_to_response(self.get_context_data(form=form, answer=answer), status=200 if answer else 422)
