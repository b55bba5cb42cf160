"""The subcommands of /incident, one file each. A file's docstring is its help; to add a word, add a file.

A file gives WORDS (its own name first, then aliases), USAGE, AMONG (which incidents it can be meant for, or None)
and `async def run(command) -> Message | None`. TAKES_TEXT = False says that a number can only be an incident's.
"""
