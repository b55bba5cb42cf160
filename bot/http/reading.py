"""`/docs`: the API's document as a page to read and try, served by us alone, so that it works without the Internet.

The page is Swagger UI as the wheel of fastapi-offline ships it; nothing of that package is run.
"""

from importlib.util import find_spec
from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

PLACES = ("/docs", "/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css", "/docs/start.js")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<main id="page"></main>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""
_START = (
    'SwaggerUIBundle({url: "openapi.json", dom_id: "#page", deepLinking: true, persistAuthorization: false, '
    "validatorUrl: null});\n"
)


def add_page(app: FastAPI) -> None:
    """Serve the page and what it loads."""
    headers = {"content-security-policy": POLICY, "x-content-type-options": "nosniff"}

    async def page(_: Request) -> Response:
        return HTMLResponse(_PAGE.format(title=app.title), headers=headers)

    async def start(_: Request) -> Response:
        return Response(_START, media_type="text/javascript")

    async def shipped(request: Request) -> Response:
        return FileResponse(_static() / request.url.path.rpartition("/")[2])

    for path, answer in zip(PLACES, (page, shipped, shipped, start), strict=True):
        app.add_route(path, answer)


def _static() -> Path:
    found = find_spec("fastapi_offline")
    if found is None or found.origin is None:
        raise FileNotFoundError("fastapi-offline is not installed: its wheel has the page that reads the API")
    return Path(found.origin).with_name("static")
