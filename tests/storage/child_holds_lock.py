"""Run as a process of its own: take the lock of a database, say so, and keep it until killed."""

import sys

from storage import hold_lock

if __name__ == "__main__":
    with hold_lock(sys.argv[1]):
        print("held", flush=True)  # noqa: T201
        sys.stdin.read()
