"""Run as a process of its own: imports the bot once, then forks one for whoever asks, so that a start takes no second.

A connection to its UNIX socket is one bot. A line of JSON asks for it (`env`, `cwd`, `log`, `user`, `room`), a line
gives its process id, and another its exit code when it has ended. Hanging up kills it.
"""

import json
import os
import resource
import select
import signal
import socket
import sys
import traceback
from typing import Any

import bot.app  # noqa: F401 - imported here, so that no child has to
from bot.cli import main as command_line


def serve(path: str) -> None:
    """Fork a keeper for each connection, until killed."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        print("ready", flush=True)  # noqa: T201
        while True:
            connection, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                keep(connection)
                os._exit(0)
            connection.close()


def keep(connection: socket.socket) -> None:
    """Start one bot, and tell when it ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    asked = json.loads(connection.makefile().readline())
    alive, held_by_the_bot = os.pipe()
    pid = os.fork()
    if pid == 0:
        connection.close()
        become_bot(asked)
    os.close(held_by_the_bot)
    _tell(connection, pid)
    ready, _, _ = select.select([connection.fileno(), alive], [], [])
    if alive not in ready:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    if alive in ready:
        _tell(connection, os.waitstatus_to_exitcode(status))


def become_bot(asked: dict[str, Any]) -> None:
    """Do what `python -m bot serve` does, in this environment and no other; never returns."""
    log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    os.dup2(log, sys.stdout.fileno())
    os.dup2(log, sys.stderr.fileno())
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    if asked["room"]:
        leave_room(0, asked["room"])
    if asked["user"]:
        os.setuid(asked["user"])
    sys.argv = ["tocsin", "serve"]
    code: object = 1
    try:
        command_line()
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException:  # noqa: BLE001 - as the interpreter would
        traceback.print_exc()
    os._exit(code if isinstance(code, int) else 1)


def leave_room(pid: int, size: int) -> None:
    """Let no file of a process (0: this one) grow beyond so many bytes: the kernel answers as for a used-up quota."""
    _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, most))


def _tell(connection: socket.socket, number: int) -> None:
    connection.sendall(f"{number}\n".encode())


if __name__ == "__main__":
    serve(sys.argv[1])
