"""What a transfer says about the receiving place, and an index for those that wait."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("followup", "0004_export_files")]

    operations = [
        migrations.AddField(
            "transfer",
            "basis",
            models.CharField(
                "接收地是其",
                choices=[("hukou", "户籍地"), ("residence", "常住地")],
                default="residence",
                max_length=10,
            ),
        ),
        migrations.AddField("transfer", "stays", models.BooleanField("转出后继续协同", default=False)),
        migrations.AddIndex(
            "transfer",
            models.Index(condition=models.Q(("state", "waiting")), fields=["answer_by"], name="transfer_waiting"),
        ),
    ]
