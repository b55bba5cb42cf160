"""What stands before the bot where it is reached by https: here it undoes the encryption and passes everything on."""

import asyncio
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress

PIECE = 64 * 1024


@asynccontextmanager
async def encrypting_front(port: int, certificate: ssl.SSLContext) -> AsyncIterator[int]:
    """Stand before a port until the block ends; gives the port to connect to."""

    async def pass_on(outer: StreamReader, to_outer: StreamWriter) -> None:
        inner, to_inner = await asyncio.open_connection("127.0.0.1", port)
        with closing(to_outer), closing(to_inner), suppress(ConnectionError):
            await asyncio.wait(
                [asyncio.create_task(_copy(outer, to_inner)), asyncio.create_task(_copy(inner, to_outer))]
            )

    server = await asyncio.start_server(pass_on, "127.0.0.1", 0, ssl=certificate)
    async with server:
        yield int(server.sockets[0].getsockname()[1])


async def _copy(reader: StreamReader, writer: StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await reader.read(PIECE):
            writer.write(piece)
            await writer.drain()
    writer.close()
