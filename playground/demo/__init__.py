"""An incident that plays itself: people act through the page's own acts, captions say what is seen and why.

`script` says what a story is made of, `story` is the one that is told, `director` plays it. Of the bot it knows what
a reader of the page knows: words, buttons and forms.
"""
