"""`python -m playground`: serve a workspace until interrupted."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from playground.server import Playground


def main(arguments: list[str] | None = None, name: str = "python -m playground") -> None:
    """Serve as the arguments say, None for those that were typed; the help calls the program by its name."""
    options = parser(name).parse_args(arguments)
    playground = Playground(
        options.manifest,
        state=options.state,
        request_url=options.request_url,
        notice=options.notice,
        clock_factor=options.clock_factor,
        demo_pace=options.demo,
    )
    asyncio.run(_serve(playground, options.host, options.port, options.smtp_port))


def parser(name: str) -> argparse.ArgumentParser:
    """Return what reads the options; docs/playground.md lists them."""
    options = argparse.ArgumentParser(prog=name, description="A Slack-shaped workspace to try a bot in.")
    options.add_argument(
        "--manifest", type=Path, default=Path("manifest.yml"), help="the app that is installed"
    )
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=8001)
    options.add_argument("--state", type=Path, help="file in which the workspace survives a restart")
    options.add_argument("--request-url", help="send signed HTTP requests there instead of Socket Mode")
    options.add_argument("--smtp-port", type=int, help="take what the bot mails there, for the page's Inbox")
    options.add_argument("--notice", default="", help="a line for the top of the page")
    options.add_argument(
        "--clock-factor",
        type=float,
        default=1.0,
        help="how much faster than Slack's pass rate limits, repeats of events and refreshes of sockets",
    )
    options.add_argument(
        "--demo",
        type=float,
        nargs="?",
        const=1.0,
        metavar="PACE",
        help="play an incident by itself once a page is open; 2 is twice as fast",
    )
    return options


async def _serve(playground: Playground, host: str, port: int, smtp_port: int | None) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with playground.serve(host, port, smtp_port) as url:
        sys.stdout.write(f"The playground is at {url}\n")
        sys.stdout.flush()
        await stopped.wait()


if __name__ == "__main__":
    main()
