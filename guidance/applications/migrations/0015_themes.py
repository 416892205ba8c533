"""A theme's draft keeps what an item's does; a case of a joint case may wait for several others, in rows of their own."""

import accounts.request_id
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


def move(apps, schema_editor):
    """What one case waits for, as a row of its own, with its history: the day when the joint case was applied for."""
    JointEntry, JointWait = apps.get_model("applications", "JointEntry"), apps.get_model("applications", "JointWait")
    History = apps.get_model("applications", "HistoricalJointWait")
    for entry in JointEntry.objects.filter(after__isnull=False).select_related("joint").order_by("pk"):
        row = JointWait.objects.create(entry_id=entry.pk, before_id=entry.after_id)
        History.objects.create(
            id=row.pk, entry_id=entry.pk, before_id=entry.after_id, history_type="+",
            history_date=entry.joint.submitted_at, history_change_reason="提交一件事申请",
        )
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0014_skipped_steps'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='jointdraft',
            name='created_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='开始填写'),
        ),
        migrations.AddField(
            model_name='jointdraft',
            name='email',
            field=models.EmailField(blank=True, max_length=254, verbose_name='邮箱'),
        ),
        migrations.AddField(
            model_name='jointdraft',
            name='phone',
            field=models.CharField(blank=True, max_length=30, verbose_name='手机'),
        ),
        migrations.AddField(
            model_name='jointdraft',
            name='reminded_at',
            field=models.DateTimeField(null=True, verbose_name='已提醒'),
        ),
        migrations.AddField(
            model_name='jointdraft',
            name='source',
            field=models.CharField(blank=True, max_length=40, verbose_name='内容取自'),
        ),
        migrations.AddField(
            model_name='jointdraft',
            name='spared',
            field=models.JSONField(default=dict, verbose_name='免交的材料'),
        ),
        migrations.CreateModel(
            name='HistoricalJointWait',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('request_id', models.UUIDField(db_index=True, default=accounts.request_id.current, editable=False, verbose_name='请求编号')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('before', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='applications.jointentry', verbose_name='前面的事项')),
                ('entry', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='applications.jointentry', verbose_name='事项')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical 联合办件的先后',
                'verbose_name_plural': 'historical 联合办件的先后',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='JointWait',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='awaited', to='applications.jointentry', verbose_name='前面的事项')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waits', to='applications.jointentry', verbose_name='事项')),
            ],
            options={
                'verbose_name': '联合办件的先后',
                'verbose_name_plural': '联合办件的先后',
                'ordering': ['entry', 'before__order'],
            },
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='historicaljointentry',
            name='after',
        ),
        migrations.RemoveField(
            model_name='jointentry',
            name='after',
        ),
        migrations.AddField(
            model_name='jointentry',
            name='after',
            field=models.ManyToManyField(related_name='followers', through='applications.JointWait', to='applications.jointentry', verbose_name='前面的事项'),
        ),
        migrations.AddConstraint(
            model_name='jointwait',
            constraint=models.UniqueConstraint(fields=('entry', 'before'), name='joint_wait_once'),
        ),
    ]
