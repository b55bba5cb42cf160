"""The page in the browser: what it shows, what its user does, what it is told live."""
