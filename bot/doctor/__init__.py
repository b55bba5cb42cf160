"""`tocsin doctor`: looks at all that an operator can have got wrong, and says what to do. One line a finding.

It looks and touches nothing: makes no file, takes no lock, joins no channel, opens no socket that Slack would send
commands to. `--retry` alone changes something. All of it works beside a running server.
"""
