"""What the project's figures are made by: our side and another one, measured in one run. Times nothing in tests."""
