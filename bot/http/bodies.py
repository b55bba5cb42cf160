"""What bodies of the native API have in common."""

from pydantic import BaseModel, model_validator


class Making(BaseModel):
    """A body that makes something, or does something: null in it counts as absent."""

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, body: object) -> object:
        if isinstance(body, dict):
            return {name: value for name, value in body.items() if value is not None}
        return body
