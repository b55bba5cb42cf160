"""What the doctor says of mail to subscribers."""

from pathlib import Path

from tests.clinic import clinic_open
from tests.mailbox import Mailbox, mail_server


async def test_links_in_mails_lead_to_https_but_for_a_trial_on_this_machine(tmp_path: Path) -> None:
    """There Slack is this machine as well, and so are all readers."""
    with mail_server(Mailbox()) as box:
        async with clinic_open(tmp_path) as clinic:
            clinic.settings |= {"SMTP_URL": box.url, "SMTP_FROM": "status@example.com"}
            clinic.settings["BASE_URL"] = "http://127.0.0.1:8000"
            found = {finding.about: finding for finding in await clinic.examine()}
            assert found["mail"].ok
            clinic.settings["BASE_URL"] = "http://tocsin.example.com"
            found = {finding.about: finding for finding in await clinic.examine()}
            assert "give BASE_URL an https address" in found["mail"].says
            assert not found["mail"].ok
