"""What schemathesis does before each request; it loads this file itself, as its configuration says."""

import uuid
from typing import Any

import schemathesis

KEY, LIMIT = "Idempotency-Key", 255


@schemathesis.hook
def before_call(_context: object, case: Any, _kwargs: object) -> None:
    """Make each good key one of its own: a key that comes again with another request is 422, as it should be."""
    key = (case.headers or {}).get(KEY)
    if isinstance(key, str) and key.strip() and len(key) <= LIMIT:
        case.headers[KEY] = uuid.uuid4().hex
