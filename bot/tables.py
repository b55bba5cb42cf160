"""Tables at the command line, from which ids can be copied whatever the width."""

from rich.table import Column, Table


def table(*headers: str) -> Table:
    """Give a table with these columns: what does not fit goes on in the next line, and ids stay whole."""
    return Table(*(Column(header, overflow="fold", no_wrap=header == "id") for header in headers))
