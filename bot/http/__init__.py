"""The HTTP door: what is listened to and let in. It knows neither rows nor Slack: bot/app.py hands both."""
