"""The checks on mail to subscribers: does the server let us in, what waits, and who was refused."""

from urllib.parse import urlsplit

from bot.doctor.patient import Finding, Patient, fine, wrong
from bot.smtp import NoWay, hang_up, is_here
from bot.world import RealWorld
from incidents.subscribing import Medium
from storage import Transaction, letters
from storage import subscribers as rows
from storage.visit import is_there, newest_schema, visit


async def mail_server(patient: Patient) -> list[Finding]:
    server = patient.settings.mail_server
    if server is None:
        return [fine("SMTP_URL is not set: status pages offer no news by mail.")]
    try:
        smtp = await server.connect()
    except NoWay as none:
        return [wrong(f"{server.host}:{server.port} takes no mail: {none}. Mend SMTP_URL, or the server.")]
    await hang_up(smtp)
    base_url = patient.settings.base_url or ""
    if _is_a_trial(patient, base_url):
        return [
            fine(f"{server.host}:{server.port} lets us in; links lead to this machine, as its Slack does.")
        ]
    if not base_url.startswith("https:"):
        return [wrong(f"links in mails lead to {base_url}: give BASE_URL an https address.")]
    return [fine(f"{server.host}:{server.port} lets us in; mails come from {patient.settings.smtp_from}.")]


def _is_a_trial(patient: Patient, base_url: str) -> bool:
    """Whether Slack itself is on this machine, as the playground is, so that its readers are, too."""
    return all(is_here(urlsplit(url).hostname or "") for url in (base_url, patient.settings.slack_api_url))


async def subscribers(patient: Patient) -> list[Finding]:
    url = patient.settings.database_url
    if not is_there(url):
        return []
    with visit(url, RealWorld()) as visitor:
        if visitor.schema() != newest_schema():
            return []
        found: list[Finding] = visitor.read(_told)
        by_mail = visitor.read(lambda tx: rows.count(tx, Medium.EMAIL))
    if by_mail and patient.settings.mail_server is None:
        found.append(wrong(f"{by_mail} are to be told by mail, and SMTP_URL is not set."))
    return found


def _told(tx: Transaction) -> list[Finding]:
    waiting, since = letters.waiting(tx)
    failed, refused = letters.count_failed(tx), rows.count_refused(tx)
    waits = f"; {waiting} mails wait, since {since:%Y-%m-%d %H:%M} UTC" if since else ""
    found = [fine(f"{sum(rows.count(tx, medium) for medium in Medium)} are told by status pages{waits}.")]
    if failed:
        found.append(
            wrong(f"{failed} mails were given up after two days. Look at what the mail server says.")
        )
    if refused:
        found.append(
            wrong(
                f"{refused} are told no more, since they were refused three times. GET /pages/SLUG/subscribers names"
                " them; delete them, or have them subscribe anew."
            )
        )
    return found
