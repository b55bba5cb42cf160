"""`python -m bot`, and the console script `tocsin`: the command line, loaded without looking for garbage meanwhile."""

import gc


def main() -> None:
    """Run what was typed. What loading makes lives to the end, so that no later look for garbage has to pass it."""
    gc.disable()
    from bot.cli import main as run_command

    gc.freeze()
    gc.enable()
    run_command()


if __name__ == "__main__":
    main()
