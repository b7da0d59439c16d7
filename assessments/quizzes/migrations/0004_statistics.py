
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('quizzes', '0003_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='QuizSums',
            fields=[
                ('quiz_key', models.UUIDField(primary_key=True, serialize=False)),
                ('n', models.PositiveIntegerField(default=0)),
                ('passed', models.PositiveIntegerField(default=0)),
                ('totals', models.JSONField(default=dict)),
                ('percents', models.JSONField(default=dict)),
                ('lengths', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='CountedAttempt',
            fields=[
                ('attempt', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='counted', serialize=False, to='quizzes.attempt')),
                ('quiz_key', models.UUIDField()),
                ('is_due', models.BooleanField(default=True)),
                ('contribution', models.JSONField(default=dict)),
                ('seconds', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('is_due', True)), fields=['quiz_key'], name='countedattempt_due')],
            },
        ),
        migrations.CreateModel(
            name='HelpRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('separates_little', 'hardly separates'), ('too_easy', 'too easy'), ('too_hard', 'too hard'), ('better_option', 'the best choose a wrong option'), ('too_quick', 'answered faster than it can be read'), ('languages_differ', 'the languages differ')], max_length=20, verbose_name='reason')),
                ('evidence', models.JSONField()),
                ('opened_at', models.DateTimeField(verbose_name='opened')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='help_requests', to='quizzes.question', verbose_name='question')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quizzes.questionversion', verbose_name='version')),
            ],
            options={
                'verbose_name': 'question that asks for help',
                'verbose_name_plural': 'questions that ask for help',
                'ordering': ['-opened_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('version', 'reason'), name='helprequest_once'), models.CheckConstraint(condition=models.Q(('closed_at', None), ('closed_at__gte', models.F('opened_at')), _connector='OR'), name='helprequest_in_order')],
            },
        ),
        migrations.CreateModel(
            name='ItemSums',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quiz_key', models.UUIDField()),
                ('slot', models.CharField(blank=True, max_length=80)),
                ('centre', models.CharField(blank=True, max_length=40)),
                ('n', models.PositiveIntegerField(verbose_name='answers')),
                ('data', models.JSONField(help_text='statistics.sums.Sums')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sums', to='quizzes.questionversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('quiz_key', 'version', 'slot', 'centre'), name='itemsums_once')],
            },
        ),
    ]
