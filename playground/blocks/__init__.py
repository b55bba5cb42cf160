"""Block Kit: Slack's shapes and limits, and the elements that people use."""
