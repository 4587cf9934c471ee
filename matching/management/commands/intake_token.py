"""Issues, lists and revokes the tokens under which sources' own systems send postings."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from matching.intake import issue_token, revoke_tokens
from matching.models import IntakeToken


class Command(BaseCommand):
    help = "Issue a token for a source (shown once), revoke a source's tokens, or list all."

    def add_arguments(self, parser):
        parser.add_argument("act", choices=("issue", "revoke", "list"))
        parser.add_argument("--source", default="", help="who will send the postings")
        parser.add_argument("--by", help="username of the officer who answers for it; needed to issue")

    def handle(self, *args, act, source, by, **options):
        if act != "list" and not source:
            raise CommandError("--source is needed: every token belongs to someone.")
        getattr(self, f"_{act}")(source, by)

    def _issue(self, source, by):
        officer = get_user_model().objects.filter(username=by, is_active=True).first()
        if officer is None or not officer.has_perm("matching.change_batch"):
            raise CommandError("--by must name an officer who may bring in postings.")
        self.stdout.write(issue_token(source=source, by=officer))

    def _revoke(self, source, by):
        self.stdout.write(f"{revoke_tokens(source=source, on=timezone.localdate())} revoked")

    def _list(self, source, by):
        for token in IntakeToken.objects.select_related("issued_by"):
            used = timezone.localtime(token.used_at).strftime("%Y-%m-%d %H:%M") if token.used_at else "never used"
            state = f"revoked {token.revoked_on}" if token.revoked_on else used
            self.stdout.write(f"{token.pk:>4}  {token.source}  by {token.issued_by}  {state}")
