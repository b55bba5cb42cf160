"""What the dialects answer with, a file for each: mypy holds the code to it, and the documents are drawn from it."""
