"""The workspace: who and what is in it and what may become of them, kept over restarts. No HTTP, no sockets."""
