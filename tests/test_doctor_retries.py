"""`tocsin doctor` beside the running bot: what was given up is listed, and `--retry` sends it again."""

from pathlib import Path

from storage import Transaction, webhooks
from tests.clinic import environment_of, in_thread
from tests.stories.acting import Office
from tests.stories.conftest import office_open


async def test_what_was_given_up_is_listed_and_tried_again_beside_the_running_bot(tmp_path: Path) -> None:
    """A card that Slack refused: which, of what, why and since when; then `--retry` and it hangs."""
    async with office_open(tmp_path, socket_mode=False) as (office, app):
        environment = environment_of(app.settings, tmp_path)
        await give_up_a_card(office)
        listed = await in_thread(tmp_path, environment)
        assert listed.returncode == 1
        [mend, row] = [line for line in listed.stdout.splitlines() if line.startswith("WRONG")]
        assert "tocsin doctor --retry" in mend
        assert row.startswith("WRONG  outbox: card of INC-1, failing since 20")
        assert row.endswith("UTC: restricted_action")

        await office.recovers()
        retried = await in_thread(tmp_path, environment, "--retry")
        assert (retried.returncode, "1 set aside before are pending again" in retried.stdout) == (0, True)
        await office.passes(minutes=1)
        await office.ann.sees("the printer is on fire", "C0INCIDENTS")
        assert (await in_thread(tmp_path, environment)).returncode == 0


async def give_up_a_card(office: Office) -> None:
    """Have Slack refuse the card until the bot sets it aside."""
    await office.fails("chat.postMessage", "error", error="restricted_action")
    await office.ann.types("/incident minor the printer is on fire")
    for _ in range(5):
        await office.passes(seconds=20)


async def test_a_webhook_that_is_off_and_messages_that_were_given_up_are_named(tmp_path: Path) -> None:
    """With the command that shows them."""
    async with office_open(tmp_path, socket_mode=False) as (office, app):
        assert app.doors.api
        hooks = app.doors.api.webhooks
        webhook = await hooks.create("https://example.com/hook", [], "")
        await hooks.change(webhook.id, {"enabled": False})
        await office.ann.types("/incident minor the printer is on fire")

        def give_up(tx: Transaction) -> None:
            webhooks.put(tx, [webhook], "incident.declared", "{}")
            tx.run("UPDATE webhook_deliveries SET state = 'failed'")

        await app.store.run(give_up)
        said = (await in_thread(tmp_path, environment_of(app.settings, tmp_path))).stdout

    assert "1 messages to webhooks were given up. See: tocsin webhook list" in said
    assert f"the webhook {webhook.id} is off: switched off." in said
