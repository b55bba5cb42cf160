"""The story that `./dev up --demo` tells: one critical incident, from the first word to the timeline."""

from __future__ import annotations

from playground.demo.script import (
    DIRECT_MESSAGE,
    AtOnce,
    Fills,
    Presses,
    Scene,
    Sees,
    SeesForm,
    Types,
)

ANN, BEN, CLEO = "U0ANN", "U0BEN", "U0CLEO"
INCIDENTS = "C0INCIDENTS"
WAITING = "nobody has acknowledged it"
UPDATE = "The payment provider is down. We are moving traffic to the second one."
REMINDED = 60
"""Seconds in which a reminder must have come; in the playground one is due every 20."""

STORY = (
    Scene(
        "This is Tocsin at work in a small Slack of its own. Watch one incident from the first word to the last;"
        " nothing leaves this computer.",
        ANN,
        INCIDENTS,
    ),
    Scene(
        "Ann sees that checkout is failing. One line declares an incident, from any channel.",
        ANN,
        INCIDENTS,
        (Types("/incident critical checkout is failing"),),
        Sees("the card has appeared", "nobody has acknowledged it", (ANN,), INCIDENTS),
    ),
    Scene(
        "This is the card: one message that always shows the present, so nobody has to scroll for the state of things."
        " Only Ann sees the answer to her command.",
        ANN,
        INCIDENTS,
        until=Sees("a reminder has reached Ben", WAITING, (BEN,), DIRECT_MESSAGE),
        card=True,
    ),
    Scene(
        "You look over Ben's shoulder now. He is on call, and it is critical, so he was reminded at once,"
        " with all his answers one press away.",
        BEN,
        DIRECT_MESSAGE,
    ),
    Scene(
        "Ben says nothing. Tocsin asks again, here after 20 seconds, in earnest after minutes."
        " The plan to do so is a row in its database: no restart forgets it.",
        BEN,
        DIRECT_MESSAGE,
        until=Sees("Ben is reminded again", WAITING, (BEN,), DIRECT_MESSAGE, times=2, within=REMINDED),
    ),
    Scene(
        "There it is again. A reminder is never given up silently: when Ben stays quiet, it is somebody else's turn.",
        BEN,
        DIRECT_MESSAGE,
        until=Sees("Cleo is paged", WAITING, (CLEO,), DIRECT_MESSAGE, within=REMINDED),
    ),
    Scene(
        "Cleo is the second escalation step, so now she is paged. The message says how long it has waited,"
        " and leads to the card.",
        CLEO,
        DIRECT_MESSAGE,
    ),
    Scene(
        "Cleo cannot look right now. Snooze holds back her own reminders for a quarter of an hour;"
        " everybody else is still asked.",
        CLEO,
        DIRECT_MESSAGE,
        (Presses("Snooze 15 min"),),
        Sees("Cleo's snooze is confirmed", "No reminders of", (CLEO,), DIRECT_MESSAGE),
    ),
    Scene(
        "All steps have been asked and nobody is on it. What follows is loud on purpose: the whole channel is called.",
        ANN,
        INCIDENTS,
        until=Sees(
            "the channel is called",
            "nobody has acknowledged this incident",
            (ANN,),
            INCIDENTS,
            within=REMINDED,
        ),
    ),
    Scene(
        "That woke two people. Ann on the card and Ben on his reminder press Acknowledge in the same moment.",
        BEN,
        DIRECT_MESSAGE,
        (AtOnce((Presses("Acknowledge", by=ANN, at=INCIDENTS), Presses("Acknowledge"))),),
        Sees("one of them was too late", "is already acknowledged by", (ANN, BEN), ""),
    ),
    Scene(
        "One was first. The other reads by whom, and nothing happened twice."
        " The reminders show the answer now, instead of asking on.",
        BEN,
        DIRECT_MESSAGE,
        until=Sees("the card says so too", "acknowledged by", (ANN,), INCIDENTS),
    ),
    Scene(
        "The card has changed in place and the nagging has ended. Next, those who wait for news: Update opens a form.",
        ANN,
        INCIDENTS,
        (Presses("Update"),),
        SeesForm("the form is open", ANN),
        card=True,
    ),
    Scene(
        "One or two plain sentences will do. The last update stands on the card, so that the answer to"
        ' "is anybody on it?" is always in sight.',
        ANN,
        INCIDENTS,
        (Fills("Update", UPDATE),),
        Sees("the card shows the update", UPDATE, (ANN,), INCIDENTS),
        card=True,
    ),
    Scene(
        "Half of the payments go through again, so it is no longer critical. Whatever can be undone comes with Undo.",
        ANN,
        INCIDENTS,
        (Types("/incident severity major {incident}"),),
        Sees("the card shows the severity", "Major", (ANN,), INCIDENTS),
        card=True,
    ),
    Scene(
        "A note is for those who work on it: it goes to the thread of the card and into the timeline,"
        " never to the public.",
        ANN,
        INCIDENTS,
        (Types("/incident note {incident} Their status page says: back at noon."),),
        Sees("the note is in the thread", "back at noon", (ANN,), INCIDENTS, in_thread=True),
        thread=True,
    ),
    Scene(
        "All payments go through. Ann resolves it and says what fixed it, while somebody still remembers:"
        " that saves an hour in the postmortem.",
        ANN,
        INCIDENTS,
        (Types("/incident resolve {incident} Traffic moved to the second payment provider."),),
        Sees("the card shows the end", "resolved* by", (ANN,), INCIDENTS),
        card=True,
    ),
    Scene(
        "Resolved: who, when, and how long it lasted. If it comes back, Reopen is one press away.",
        ANN,
        INCIDENTS,
        card=True,
    ),
    Scene(
        "The timeline has all of it, with actors and times: what happened is written in the same transaction as"
        " what it changed.",
        ANN,
        INCIDENTS,
        (Types("/incident timeline {incident}"),),
        Sees("the timeline is told", "resolved it", (ANN,), INCIDENTS),
    ),
)

THE_END = (
    "That was an incident with Tocsin. The workspace is yours now: type /incident, act as anybody,"
    " press whatever you like."
)
