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
    name = forms.CharField(label=_("姓名"), max_length=100, required=False)


class TryView(SourceView):
    """The answer, with the reason of a failure for whoever sets the source up."""

    template_name = "comparing/try.html"
    page_title = _("试查")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"form": TryForm(), **super().get_context_data(**kwargs)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask once."""
        form = TryForm(request.POST)
        answer = None
        if form.is_valid():
            number, name = form.cleaned_data["number"], form.cleaned_data["name"]
            credit = self.source.identity == DataSource.Identity.CREDIT_CODE
            person = Person(name, credit_code=number) if credit else Person(name, id_number=number)
            if person.lacks(self.source):
                form.add_error("name", _("这个数据源要核对姓名。"))
            else:
                answer = ask(self.source, person)
        return self.render_to_response(self.get_context_data(form=form, answer=answer), status=200 if answer else 422)
