from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("applications", "0016_results"),
    ]

    operations = [
        migrations.AddField(
            model_name="jointdraft",
            name="declined",
            field=models.JSONField(default=dict),
        ),
    ]
