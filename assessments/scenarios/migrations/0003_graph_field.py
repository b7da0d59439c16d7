from django.db import migrations

import assessments.scenarios.models.graph_field


class Migration(migrations.Migration):
    dependencies = [
        ("scenarios", "0002_in_full"),
    ]

    operations = [
        migrations.AlterField(
            model_name="scenario",
            name="graph",
            field=assessments.scenarios.models.graph_field.GraphField(
                default=dict, verbose_name="graph"
            ),
        ),
    ]
