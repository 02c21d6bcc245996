"""Everyday phrases of questions, put as stories put them: "call off" is "cancel"."""

from __future__ import annotations

import re

_PHRASES = (
    ("quit withdraw suspend", r"call(?:s|ed|ing)? it (?:quits|a day)|throw(?:s|ing)? in the towel"),
    ("withdraw", r"(?:drop|bow|pull)(?:s|ped|ed|ping|ing)? out|back(?:s|ed|ing)? off"),
    ("withdraw", r"st(?:and|ands|anding|ood|ay|ays|ayed|aying) (?:aside|out of)"),
    ("replace", r"(?:step|fill)(?:s|ped|ed|ping|ing)? in for|take(?:s|n)? over (?:for|from)"),
    ("defect switch", r"jump(?:s|ed|ing)? ship|switch(?:es|ed|ing)? sides|bail(?:s|ed|ing)? on"),
    ("pay", r"chip(?:s|ped|ping)? in|foot(?:s|ed|ing)? the bill|pick(?:s|ed|ing)? up the tab|fork(?:s|ed|ing)? over"),
    ("peak", r"high point|heyday|at (?:its|their) (?:best|height)|do(?:ing)? best"),
    ("respond", r"(?:hit|fire|clap|come|push)(?:s|ed|ing)? back"),
    ("fired dismissed ousted", r"(?:get|got|gets|getting|given?|gave) the (?:axe|ax|boot|sack|chop)|canned"),
    ("fired dismissed ousted", r"let(?:ting)? go|push(?:ed|ing)? out"),
    ("comment", r"weigh(?:s|ed|ing)? in|speak(?:s|ing)? out|spoke out"),
    ("support endorse", r"(?:get|got|line|lined|rally|rallied|stand|stood)(?: up)? behind"),
    ("delay postpone", r"put(?:s|ting)? off"),
    ("cancel", r"call(?:s|ed|ing)? off"),
    ("reject refuse", r"turn(?:s|ed|ing)? down|say(?:s|ing)? no to|said no to"),
    ("investigate", r"look(?:s|ed|ing)? into"),
    ("raise earn revenue", r"(?:pull|rake|haul|br(?:ing|ought))(?:s|ed|ing)? in"),
    ("attack criticize", r"(?:go|goes|going|went) after|lash(?:es|ed|ing)? out|(?:take|took|taking) aim"),
    ("defend", r"(?:stick|stuck|stand|stood|sticking|standing) up for"),
    ("distribute", r"(?:hand|give|pass)(?:s|es|ed|ing)? out"),
    ("begin start", r"kick(?:s|ed|ing)? off"),
    ("obtain get", r"(?:get|got|getting) (?:a )?hold of"),
    ("held", r"(?:take|took|taking) place"),
    ("close shut", r"shut(?:s|ting)? down"),
    ("attend", r"(?:show|turn)(?:s|ed|ing)? up"),
    ("angry", r"ticked off|fed up|mad at|pissed(?: off)?"),
    ("lose", r"blow(?:s|ing)? it|blew it|(?:come|came|coming) up short"),
    ("win", r"(?:come|came) out on top|pull(?:s|ed)? it off"),
    ("battleground", r"swing states?"),
    ("married", r"tie(?:d)? the knot|hitched"),
    ("died", r"pass(?:ed|ing)? away"),
    ("prison jail", r"behind bars|locked up"),
    ("republican vote", r"(?:go|goes|going|went|gone|vote|voted) (?:red|republican)"),
    ("democrat vote", r"(?:go|goes|going|went|gone|vote|voted) (?:blue|democratic|democrat)"),
    ("struggle", r"in trouble|having trouble|struggling"),
    ("decline fall", r"(?:go|goes|going|went) downhill"),
    ("stake available", r"up for grabs|at stake"),
    ("survey poll", r"call(?:ed)? people|asked people"),
    ("veteran", r"vets?"),
    ("campaign candidate", r"run(?:s|ning)? for"),
)
_PATTERNS = tuple((plain, re.compile(rf"(?<!\w)(?:{phrase})(?!\w)", re.IGNORECASE)) for plain, phrase in _PHRASES)


def plainly(question: str) -> str:
    """The question with such phrases replaced."""
    for plain, phrase in _PATTERNS:
        question = phrase.sub(plain, question)
    return question
