"""How a process of the bench waits for its end."""

import asyncio
import sys


async def until_told() -> None:
    """Wait until whoever started this process closes its standard input."""
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
