"""The page and its fields."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.contrib.forms.models import AbstractForm, AbstractFormField


class FormPage(AbstractForm):
    """A form."""

    template = "contrib_forms/page.html"
    landing_page_template = "contrib_forms/landing.html"


class FormField(AbstractFormField):
    """One of its fields."""

    page = ParentalKey(FormPage, on_delete=models.CASCADE, related_name="form_fields")
