import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('quizzes', '0004_statistics'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.JSONField()),
                ('comment', models.TextField(blank=True, verbose_name='comment to the learner')),
                ('reason', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField()),
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='quizzes.attemptitem')),
                ('moderator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'decision on marks',
                'verbose_name_plural': 'decisions on marks',
            },
        ),
        migrations.CreateModel(
            name='Marking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.JSONField(default=dict)),
                ('comment', models.TextField(blank=True, verbose_name='comment to the learner')),
                ('note', models.TextField(blank=True, verbose_name='note for colleagues')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('returned', 'returned for correction')], default='draft', max_length=9, verbose_name='state')),
                ('is_current', models.BooleanField(default=True)),
                ('rev', models.PositiveIntegerField(default=0)),
                ('tab', models.CharField(blank=True, max_length=32)),
                ('started_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='markings', to='quizzes.attemptitem')),
                ('marker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='markings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'marking',
                'verbose_name_plural': 'markings',
                'ordering': ['submitted_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Return',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='quizzes.attemptitem')),
            ],
            options={
                'verbose_name': 'return for correction',
                'verbose_name_plural': 'returns for correction',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RevisedAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='answer')),
                ('at', models.DateTimeField()),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revised', to='quizzes.attemptitem')),
                ('returned', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='rewriting', to='quizzes.return')),
            ],
            options={
                'verbose_name': 'rewritten answer',
                'verbose_name_plural': 'rewritten answers',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='marking',
            constraint=models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('item', 'marker'), name='marking_once_a_marker'),
        ),
        migrations.AddConstraint(
            model_name='marking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'submitted'), ('submitted_at__isnull', False)), models.Q(models.Q(('state', 'submitted'), _negated=True), ('submitted_at', None)), _connector='OR'), name='marking_submitted_at'),
        ),
    ]
