"""What people do, on its way to the bot and its answer back: commands, clicks, forms, events."""
