"""The subcommands of /incident, one file each. A file's docstring is its help; to add a word, add a file.

A file gives `async def run(command) -> Message | None` and

- WORDS: its own name first, then aliases;
- USAGE: how it is typed;
- PURPOSE: what people come for, under which help lists it;
- AMONG: which incidents it can be meant for, or None when it is about no incident;

and, where it is needed,

- TAKES_TEXT = False: nothing but an incident is typed after it, so that a number can only be one;
- IS_TEXT: a function that tells that a text is one although it starts with a number ("20 min ago");
- EITHER_END = True: the incident can be named behind the text too, which is then no free text.
"""
