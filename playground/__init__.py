"""A Slack-shaped workspace in one process, to try the bot in and to test it against.

It knows the bot only as Slack does: by its manifest, its tokens and what it says over the wire.
"""
