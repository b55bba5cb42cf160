"""What is written, and what Slack makes of it, in each kind of text. No tests here.

Source: https://docs.slack.dev/messaging/formatting-message-text, and for the objects
https://docs.slack.dev/reference/block-kit/composition-objects/text-object. Attributes that say nothing are left out.
"""

ME = '<span class="mention mention-me">'
OTHER = '<span class="mention">'
GENERAL = '<a class="mention" href="#/C0GENERAL">#general</a>'
FIRE = '<span class="emoji">🔥</span>'

MRKDWN = {
    # Marks stand between words, and close on their own line.
    "(*a*), _b_. ~c~!": "(<strong>a</strong>), <em>b</em>. <del>c</del>!",
    "*bold*text": "*bold*text",
    "text*bold*": "text*bold*",
    "* not bold * and ** neither **": "* not bold * and ** neither **",
    "*one\ntwo*": "*one\ntwo*",
    "_snake_case_": "<em>snake_case</em>",
    "_*~all~*_": "<em><strong><del>all</del></strong></em>",
    "*unclosed and _half*": "<strong>unclosed and _half</strong>",
    "*`code` in bold*": "<strong><code>code</code> in bold</strong>",
    # Code shows everything as it stands, but what is escaped.
    "`` and ```": "`` and ```",
    "`:fire: _x_ &lt;b&gt;`": "<code>:fire: _x_ &lt;b&gt;</code>",
    "```\n*a* :fire:\n  &amp;amp;\n```": "<pre>*a* :fire:\n  &amp;amp;</pre>",
    # Quotes begin a line.
    "a &gt; b\n&gt; quoted": "a &gt; b<blockquote>quoted</blockquote>",
    "&gt;one\n&gt;two\nthree": "<blockquote>one\ntwo</blockquote>three",
    # People, channels, groups, everybody.
    "<@U0ANN> <@U0BEN|zed>": f"{ME}@Ann Demo</span> {OTHER}@Ben Demo</span>",
    "<@U0NOBODY|zed> <@U0NOBODY>": f"{OTHER}@zed</span> {OTHER}@U0NOBODY</span>",
    "<#C0GENERAL|old-name> <#C0NOWHERE|secret>": f"{GENERAL} {OTHER}#secret</span>",
    "<!channel> <!here|here> <!everyone>": f"{ME}@channel</span> {ME}@here</span> {ME}@everyone</span>",
    "<!subteam^S0ONCALL|@oncall> <!subteam^S0GONE|@gone>": f"{OTHER}@oncall</span> {OTHER}@gone</span>",
    "@here @ben.demo @oncall": "@here @ben.demo @oncall",
    # Links.
    "<https://example.com> <https://example.com|>": (
        '<a href="https://example.com">https://example.com</a> <a href="https://example.com">https://example.com</a>'
    ),
    "<https://example.com|a &lt;b&gt; *c*>": '<a href="https://example.com">a &lt;b&gt; *c*</a>',
    "<mailto:ann@example.com|write> <mailto:ann@example.com>": (
        '<a href="mailto:ann@example.com">write</a> <a href="mailto:ann@example.com">ann@example.com</a>'
    ),
    "*<https://example.com|bold>*": '<strong><a href="https://example.com">bold</a></strong>',
    "(https://example.com/a_b_c), *https://example.com*": (
        '(<a href="https://example.com/a_b_c">https://example.com/a_b_c</a>), '
        '<strong><a href="https://example.com">https://example.com</a></strong>'
    ),
    # What was not escaped, and is nothing.
    "1 < 2 > 0 & 5": "1 &lt; 2 &gt; 0 &amp; 5",
    "<b>bold</b> <!unknown> <>": "&lt;b&gt;bold&lt;/b&gt; &lt;!unknown&gt; &lt;&gt;",
    "<!unknown|label> <javascript:harm()|x>": "label &lt;javascript:harm()|x&gt;",
    "&lt;!channel&gt; &amp;lt; &quot; &#60;": "&lt;!channel&gt; &amp;lt; &amp;quot; &amp;#60;",
    # Emoji.
    ":fire::fire: :fire:s 1:2:3 :no_such:": f"{FIRE}{FIRE} {FIRE}s 1:2:3 :no_such:",
    ":+1::skin-tone-3:": '<span class="emoji">👍🏼</span>',
    # Dates, in the reader's zone.
    "<!date^1700000000^{date_num} at {time}|then>": "<time>2023-11-14 at 11:13 PM</time>",
    "<!date^1700000000^{nonsense} {date_long_full}|then>": "<time>{nonsense} November 14, 2023</time>",
}
"""The text of a message, and mrkdwn objects."""

AUTOMATIC = {
    "see https://example.com in #general": (
        f'see <a href="https://example.com">https://example.com</a> in {GENERAL}'
    ),
    "#generally a#general `#general` #nowhere": "#generally a#general <code>#general</code> #nowhere",
}
"""In mrkdwn objects: addresses and names of channels are found, unless they are verbatim."""
VERBATIM = {
    "see https://example.com in #general": "see https://example.com in #general",
    "*bold* <https://example.com> <#C0GENERAL>": (
        f'<strong>bold</strong> <a href="https://example.com">https://example.com</a> {GENERAL}'
    ),
}
"""mrkdwn objects with `verbatim`: nothing is found that was not marked."""
PLAIN = {
    "*a* _b_ `c` &lt; &amp; <!channel> <@U0ANN> <https://e.com|x>": (
        "*a* _b_ `c` &amp;lt; &amp;amp; &lt;!channel&gt; &lt;@U0ANN&gt; &lt;https://e.com|x&gt;"
    ),
    "> no quote\nhttps://example.com #general :fire:": "&gt; no quote\nhttps://example.com #general 🔥",
}
"""plain_text objects: all as it stands, but emoji."""
MARKDOWN = {
    "See [it](https://example.com/a_(b)_c) (now)": (
        '<p>See <a href="https://example.com/a_(b)_c">it</a> (now)</p>'
    ),
    "| a | b |\n| --- | --: |\n| **1** |\n| 2 | 3 |": (
        "<div><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>"
        "<tr><td><strong>1</strong></td><td></td></tr><tr><td>2</td><td>3</td></tr></tbody></table></div>"
    ),
    "| no | table |": "<p>| no | table |</p>",
    "- [ ] look\n- [x] mend *it*": (
        '<ul><li><input type="checkbox"> look</li><li><input type="checkbox"> mend <em>it</em></li></ul>'
    ),
}
"""markdown blocks: ordinary Markdown."""
