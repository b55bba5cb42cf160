"""The check on the monitors: whether the bot may reach what it is to look at."""

from bot.doctor.patient import Finding, Patient, fine, wrong
from bot.monitors.private import refused
from bot.world import RealWorld
from incidents.checks import Check
from storage import made_checks
from storage.visit import is_there, newest_schema, visit


async def monitors(patient: Patient) -> list[Finding]:
    """Look at those of the policy, and at those that were made over HTTP and that the policy does not replace."""
    of_policy = patient.policy().monitors
    named = {check.id for check in of_policy}
    checks = [*of_policy, *(check for check in _made(patient) if check.id not in named)]
    said = await refused(checks, patient.settings.private_networks)
    well = [fine(f"{len(checks)} are watched, none at a refused address.")] if checks else []
    return [*map(wrong, said)] or well


def _made(patient: Patient) -> list[Check]:
    url = patient.settings.database_url
    if not is_there(url):
        return []
    with visit(url, RealWorld()) as visitor:
        return visitor.read(made_checks.everything) if visitor.schema() == newest_schema() else []
