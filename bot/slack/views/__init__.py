"""What people see in Slack: pure functions, one file a view. No I/O, no clock; `now` is handed in."""
