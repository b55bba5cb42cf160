"""What passes between bot and workspace: noted, and befallen by the faults that are set."""
