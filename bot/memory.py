"""The garbage collector, kept from looking again and again at what is no garbage."""

import gc

NEW_OBJECTS = 20_000
SETTLED_AFTER = 1.0  # seconds after the start, which is not to wait for it


def settle() -> None:
    """Hide what lives now, and lives to the end, from the garbage collector: each look through it all takes 60 ms.

    What comes after is looked through once in so many objects: with 32 requests at a time every 700, which is Python's
    number, are objects that are still needed, and looking at them again and again took an eighth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
