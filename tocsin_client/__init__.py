"""The Python client of Tocsin's HTTP API: `Client` waits for its answers, `AsyncClient` is awaited.

client = Client(api_token="tocsin_...", base_url="https://tocsin.example.com")
for incident in client.incidents.list(status="open"):
    client.incidents.acknowledge(incident.id)
"""

from tocsin_client.client import AsyncClient, Client
from tocsin_client.errors import (
    ApiError,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    RateLimited,
    ServerError,
    Unauthorized,
    Unreachable,
)
from tocsin_client.records import Record
from tocsin_client.words import UnknownWord

__all__ = [
    "ApiError",
    "AsyncClient",
    "Client",
    "Conflict",
    "Forbidden",
    "Invalid",
    "NotFound",
    "RateLimited",
    "Record",
    "ServerError",
    "Unauthorized",
    "UnknownWord",
    "Unreachable",
]
