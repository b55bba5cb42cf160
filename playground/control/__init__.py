"""The levers of tests and of the Inspector, which Slack has not."""
