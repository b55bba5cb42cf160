"""`GET /incidents/{reference}/postmortem`: what is known of an incident, as a document to go on with."""

from fastapi import APIRouter
from starlette.responses import Response

from bot.drafting import postmortem_of
from bot.http.api import Api
from bot.http.document import Responses
from bot.http.native.parts import part
from bot.http.sample import RESOLVED


class Markdown(Response):
    """A document for people."""

    media_type = "text/markdown"


_DRAFTED: Responses = {
    200: {
        "description": "The draft.",
        "content": {"text/markdown": {"schema": {"type": "string"}, "example": postmortem_of(RESOLVED)}},
    }
}


def routes(api: Api) -> APIRouter:
    """Give the draft."""
    router = part("incidents")

    @router.get("/incidents/{reference}/postmortem", response_class=Markdown, responses=_DRAFTED)
    async def postmortem(reference: str) -> Response:
        """Draft the postmortem as Markdown: times, responders, timeline, what the public was told; then questions.

        Of an incident that is not over it tells how it stands, and says so at the top.
        """
        return Markdown(await api.service.look(reference, postmortem_of))

    return router
