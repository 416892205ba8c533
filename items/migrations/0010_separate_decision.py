"""Whether who reviewed may decide as well."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("items", "0009_import_row_changes")]

    operations = [
        migrations.AddField(
            model_name="itempage",
            name="separate_decision",
            field=models.BooleanField(default=False, help_text="办过审查环节的人不得作决定。", verbose_name="审查与决定分离"),
        ),
    ]
