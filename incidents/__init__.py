"""The rules: what an incident is and what may happen to it. No I/O, no clock, no randomness, nothing to wait for."""
