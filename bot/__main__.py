"""`python -m bot`: the same command line as the console script `tocsin`."""

from bot.cli import main

main()
