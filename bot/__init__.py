"""The doors: Slack, HTTP, the clock and the command line, and the one service behind them."""
