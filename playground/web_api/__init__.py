"""The door of the Web API: tokens, scopes, arguments, pace. What a method does stands in methods/."""
