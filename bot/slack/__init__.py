"""The Slack door: commands, buttons and modals come in; cards, reminders and answers go out."""
