"""An item of a theme may wait for several others: the order moves from a column of each item to rows of its own."""

import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


def move(apps, schema_editor):
    """The rows, and those in the pages' revisions, which the editor opens."""
    ThemeItem, ThemeOrder = apps.get_model("items", "ThemeItem"), apps.get_model("items", "ThemeOrder")
    for row in ThemeItem.objects.filter(after__isnull=False).order_by("sort_order", "pk"):
        ThemeOrder.objects.create(theme_id=row.theme_id, item_id=row.item_id, after_id=row.after_id, sort_order=row.sort_order)
    Revision = apps.get_model("wagtailcore", "Revision")
    kind = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="items", model="themepage").first()
    for revision in Revision.objects.filter(content_type=kind).iterator() if kind else ():
        content = revision.content
        rows = [row for row in content.get("theme_items", ()) if row.get("after")]
        if rows:
            content["theme_order"] = [
                {"pk": None, "sort_order": n, "theme": row.get("theme"), "item": row["item"], "after": row["after"]}
                for n, row in enumerate(rows)
            ]
            Revision.objects.filter(pk=revision.pk).update(content=content)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('items', '0013_theme_order'),
        ('wagtailcore', '0094_alter_page_locale'),
    ]

    operations = [
        migrations.CreateModel(
            name='ThemeOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('after', models.ForeignKey(help_text='本主题里的另一个事项：它办成以前，这一项不开始计时。', on_delete=django.db.models.deletion.CASCADE, related_name='+', to='items.itempage', verbose_name='要先办成的事项')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='items.itempage', verbose_name='事项')),
                ('theme', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='theme_order', to='items.themepage')),
            ],
            options={
                'verbose_name': '前后顺序',
                'verbose_name_plural': '前后顺序',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='themeitem',
            name='after',
        ),
    ]
