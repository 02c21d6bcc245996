"""How much two words say the same: forms of one word, names of one person, everyday synonyms."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from briefbot.answers.words import stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NAMESAKE = 0.95
FORM = 0.85
SYNONYM = 0.8

_STEM = 4
"""Letters that two forms of a word share at least: "mexico", "mexican"."""

_SYNONYMS = """
kill die death dead fatal murder slay casualty toll perish
injure wound hurt
say tell state comment remark speak talk mention
think believe opinion view reckon
pay cost price spend expense bill
money fund cash dollar
give donate contribute donation contribution donor
meet meeting talk summit conference session
law legislation act statute
leave exit withdraw withdrawal pull depart departure quit
attack strike assault bomb bombing raid
shoot shooting gunman gun fire
job work employment post position employer
buy purchase acquire
vote ballot election elect poll primary caucus
police cop officer authorities law-enforcement
child kid children son daughter youngster
boss chief head leader chair chairman chairwoman
company firm business corporation
begin start open launch kick
end finish stop halt close cease
help aid assist relief support
win victory beat defeat won
lose lost defeat loss
arrest detain custody jail prison
sack dismiss oust
resign quit
rise increase grow climb jump surge up
fall drop decline decrease slump plunge down
warn caution alert
agree deal agreement accord pact
reject refuse decline turn deny
plan propose proposal intend
back support endorse endorsement
blame accuse fault accusation
want seek demand hope
fight battle clash combat
country nation state
city town
president leader
candidate contender rival nominee runner opponent
vote-count result tally
wife husband spouse married marry
born birth age old
rich wealth billionaire
storm hurricane cyclone typhoon
quake earthquake tremor
flood flooding
fire blaze
truck lorry convoy
road highway route
plane aircraft jet
ship vessel boat ferry
soldier troop force army military
hospital clinic
school university college student
house home
survey poll
paper newspaper
tv television
ad advertisement commercial spot
women woman female
men man male
join participate attend
worry concern fear afraid scared
angry anger mad outrage furious
happy glad pleased
try attempt effort
build construct construction
break violate breach
ban prohibit bar block
rule decide decision ruling verdict
judge court
lawsuit sue suit
review inspect inspection check
send dispatch deliver
reopen open
delay postpone
gop republican conservative rnc
dem democrat democratic dnc liberal
percent percentage % share pct
bucks dollar money
vp vice-president running-mate
potus president
scotus supreme court
hit slam rip attack criticize blast denounce criticise bash trash insult mock
respond response reply react answer comeback rebut
ad commercial spot advertisement
rally event speech crowd
crowd audience attendance turnout attendee
debate stage
pic photo picture image photograph
slogan motto
guy man
woman lady female
mom mother
dad father
folks people
cop police officer
drop-out withdraw suspend quit exit
boycott skip
pick choose select name nominate tap choice
lie false untrue lying mislead
illegal undocumented unauthorized
immigrant migrant refugee
muslim islam islamic islamist
cheat rig fraud
health medical doctor illness sick
email e-mail server
tv television network cable channel
book author write
poll survey surveyed respondent
lead ahead leading edge
behind trail trailing
tie tied even
doubt skeptical unconvinced sceptical
surprise shock stun
apology apologize sorry regret
hire recruit employ
donor contributor backer
fan supporter backer
pal friend buddy ally
foe enemy rival opponent
risk danger threat
bump boost increase rise
deny reject dispute dismiss
quote quotation remark
journalist reporter correspondent media press
outlet newspaper paper network magazine site website
op-ed editorial column piece article essay
talk speak speech address interview
call phone telephone
survive survivor
prison jail sentence
evidence proof prove
allege claim accuse
lawyer attorney counsel
professor academic scholar teacher
expert analyst
pollster poll
strategist adviser advisor consultant aide
spokesman spokeswoman spokesperson
manager director head
governor gov
senator sen senate
congressman representative rep congress
secretary minister
vote cast ballot
turnout
swap replace substitute
step-down resign
hug embrace
enter join
own owner
buy purchase
wage salary pay
tax taxpayer irs
biggest largest most
smallest least
earn make income
"""


def _groups() -> dict[str, frozenset[str]]:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for line in _SYNONYMS.strip().splitlines():
        together = {stem(word) for word in line.split()}
        for one in together:
            groups[one] |= together - {one}
    return {one: frozenset(others) for one, others in groups.items()}


_SAME = _groups()
_NONE: frozenset[str] = frozenset()


def kin(one: str, vocabulary: Mapping[str, Iterable[str]], namesakes: Mapping[str, Iterable[str]]) -> dict[str, float]:
    """The stems of a vocabulary (see `by_first_letters`) that say the same as this one, and how surely, 0 to 1."""
    found = {other: SYNONYM for other in _SAME.get(one, _NONE) if other in vocabulary.get(other[:_STEM], ())}
    for other in vocabulary.get(one[:_STEM], ()):
        if other == one:
            found[other] = 1.0
        elif _forms(one, other):
            found[other] = FORM
    return found | dict.fromkeys(namesakes.get(one, ()), NAMESAKE)


def _forms(one: str, other: str) -> bool:
    """Whether two stems are forms of one word, by the letters that they begin with."""
    if len(one) < _STEM or len(other) < _STEM or one.isdigit():
        return False
    short, long = sorted((len(one), len(other)))
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), short)
    return same >= max(_STEM, short - 1, 0.6 * long)


def by_first_letters(stems: Iterable[str]) -> dict[str, set[str]]:
    """A vocabulary as `kin` reads it."""
    letters: defaultdict[str, set[str]] = defaultdict(set)
    for one in stems:
        letters[one[:_STEM]].add(one)
    return dict(letters)
