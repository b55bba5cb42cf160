"""How fast Slack lets an app call: a number of calls a minute by method, and about one message a second a channel.

Source: https://docs.slack.dev/apis/web-api/rate-limits. Slack tolerates bursts above the numbers it names, and does
not say how large; here the number of a tier is the most in any minute. A refused call is not counted. The much lower
limits of conversations.history and .replies are not those of an app that its owner made from a manifest.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Callable, Mapping

from playground.errors import JSON

MINUTE = 60.0
TIERS = {"Tier 1": 1, "Tier 2": 20, "Tier 3": 50, "Tier 4": 100}
HUNDREDS = 300
"""Calls a minute of auth.test and chat.getPermalink: "hundreds", say their pages. Seldom methods without a tier too."""
POSTS = 300
"""Messages a minute in the whole workspace: "several hundred", says the page of chat.postMessage."""
POST_EVERY = 1.0
BURST = 10
"""Messages that a rested channel takes at once. One client measured 25 (RamblingCookieMonster/PSSlack#52)."""
MANY_CHANNELS = 1_000
POSTING = "chat.postMessage"


class RateLimits:
    """The calls of one app in one workspace. `now` gives seconds; a clock factor makes all times so much shorter."""

    def __init__(
        self, methods: Mapping[str, JSON], now: Callable[[], float], clock_factor: float = 1.0
    ) -> None:
        self._methods = methods
        self._now = now
        self._minute = MINUTE / clock_factor
        self._every = POST_EVERY / clock_factor
        self._calls: dict[str, deque[float]] = defaultdict(deque)
        self._next_posts: dict[str, float] = {}

    def take(self, method: str, channel: str = "") -> int:
        """Count a call and return 0, or the whole seconds (`Retry-After`) until the method is open again.

        `channel` is the id of the one that is posted to. Never a fraction: slack_sdk and others read an integer.
        """
        wait = max(self._until_window(method), self._until_channel(method, channel))
        if wait > 0:
            return math.ceil(wait)
        self._calls[method].append(self._now())
        if method == POSTING:
            self._note_post(channel)
        return 0

    def _until_window(self, method: str) -> float:
        calls, now = self._calls[method], self._now()
        while calls and calls[0] <= now - self._minute:
            calls.popleft()
        return calls[0] + self._minute - now if len(calls) >= self._most(method) else 0

    def _until_channel(self, method: str, channel: str) -> float:
        if method != POSTING:
            return 0
        return self._next_posts.get(channel, 0) - (BURST - 1) * self._every - self._now()

    def _note_post(self, channel: str) -> None:
        now = self._now()
        self._next_posts[channel] = max(self._next_posts.get(channel, 0), now) + self._every
        if len(self._next_posts) > MANY_CHANNELS:
            self._next_posts = {id: at for id, at in self._next_posts.items() if at > now}

    def _most(self, method: str) -> int:
        if method == POSTING:
            return POSTS
        tier = str(self._methods.get(method, {}).get("tier")).partition(":")[0]
        return TIERS.get(tier, HUNDREDS)
