"""What a row of an import changes of its item, in words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("items", "0008_shared")]

    operations = [
        migrations.AddField(model_name="importrow", name="changes", field=models.JSONField(default=list)),
    ]
