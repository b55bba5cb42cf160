"""What the native API's document says of the answers that a command gives."""

from bot import shapes
from bot.http.document import Responses
from bot.http.native import answers

WHOLE: Responses = {200: {"description": "The incident as it is now.", "model": shapes.Incident}}
TOLD: Responses = {
    200: {"description": "The incident as it is now.", "model": answers.Told},
    304: {"description": "It is as `If-None-Match` says that you know it."},
}
DECLARED: Responses = {201: {"description": "The incident, declared.", "model": shapes.Incident}}
PAGE: Responses = {200: {"description": "A page of the list.", "model": answers.Incidents}}
