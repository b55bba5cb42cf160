"""Ports of this machine: free ones for servers that must know theirs beforehand, and what clients of them take."""

import socket
import ssl

# For httpx's `verify`: by itself it reads the certificates of all the world for each client, which takes longer than
# most tests, and no server of ours here has one.
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def free_port() -> int:
    """Give a port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
