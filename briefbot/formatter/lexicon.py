"""The words that the rules know: verbs of saying, titles, roles, organisations, abbreviations.

A new cue verb, title or role goes into the list here that is named for it; nothing else has to change.
"""

from __future__ import annotations


def wordset(text: str) -> frozenset[str]:
    """The words of a list, written with blanks and line ends between them."""
    return frozenset(text.split())


_REGULAR = """
acknowledge add address admit advise affirm allege announce answer appeal applaud argue ask assert assure attack
bemoan blast boast brag call caution challenge charge chide claim clarify comment commend complain concede conclude
condemn confess confirm contend continue counter criticize criticise decry declare decline defend demand denounce
describe detail disclose dismiss dispute echo elaborate emphasize emphasise encourage estimate exclaim explain explode
express fume greet hail highlight indicate inform insist instruct interject interrupt joke lament lash laugh maintain
mention mock muse mutter note object observe offer opine order plead pledge point post praise pray predict press
proclaim profess promise pronounce propose protest punctuate query question quip rail rant rattle read reaffirm reason
recall recommend recount reflect refuse reiterate rejoin relate remark remember remind repeat reply report request
respond restate retort retweet reveal roar scoff scold scream shout shrug sigh signal slam sniff snap speculate state
stipulate stress submit suggest sum summarize surmise taunt tease testify thank theorize threaten tout trumpet tweet
underline underscore urge vent voice volunteer vow wager warn welcome whisper wish wonder yell accuse admonish
advocate attest beg berate broadcast cheer chime chuckle cite concur console credit deadpan deem deride dub ensure
gloat gush hint intone invoke label liken moan narrate notify outline paint phrase portray preach promote quote react
reassure rebuke record refer reject ridicule skewer slap shoot sneer spell stammer stump term text thunder toast toy
trash utter view weigh agree disagree dictate decree rule find implore intimate posit postulate rebut recite rehash
reprimand
"""
_IRREGULAR = """
say says said saying tell tells told telling write writes wrote written writing speak speaks spoke spoken speaking
think thinks thought thinking believe believes believed believing feel feels felt feeling hold holds held holding put
puts putting swear swears swore swearing deny denies denied denying reply replies replied replying cry cries cried
crying imply implies implied implying specify specifies specified specifying clarifies clarified clarifying testifies
testified testifying notifies notified prophesy prophesied begin begins began begun beginning go goes went going hear
heard see sees saw know knows knew forbid forbids forbade forecast forecasts foresee foresees foresaw let lets make
makes made give gives gave mean means meant show shows showed shown sing sang quip quips quipped quipping admit
admitted admitting brag bragged bragging snap snapped snapping submit submitted vow vowed refer referred referring
chat chats chatted pen penned pens rebut rebutted concur concurred slam slammed slams slamming read reads lead led
leads opt bet bets sum summed rap rapped dub dubbed dubs plan plans planned tap tapped slip slipped call-out lay laid
lays set sets teach taught teaches bring brought vent vented argues argued arguing
"""


def _inflected(bases: str) -> frozenset[str]:
    forms: set[str] = set()
    for base in bases.split():
        stem = base.removesuffix("e")
        third = base + ("es" if base.endswith(("s", "sh", "ch", "x")) else "s")
        forms.update((base, third, stem + "ed", stem + "ing"))
    return frozenset(forms)


CUES = _inflected(_REGULAR) | wordset(_IRREGULAR)
"""Verbs that report words or thoughts; how certain each is depends on where it stands, see speakers."""

SAYING = wordset(
    """
    say says said saying tell tells told telling add adds added adding write writes wrote writing tweet tweets
    tweeted tweeting state states stated stating ask asks asked asking explain explains explained explaining
    reply replies replied respond responds responded continue continues continued continuing conclude concludes
    concluded concluding note notes noted noting argue argues argued arguing declare declares declared declaring
    insist insists insisted insisting warn warns warned warning stress stresses stressed stressing affirm
    affirms affirmed affirming reiterate reiterates reiterated remark remarks remarked observe observes observed
    announce announces announced announcing exclaim exclaimed joke joked quip quipped shout shouted yell yelled
    recall recalled claim claims claimed claiming admit admitted concede conceded predict predicted boast
    boasted complain complained suggest suggested assert asserted testify testified pledge pledged vow vowed
    promise promised urge urged emphasize emphasized emphasise emphasised underline underlined confirm confirmed
    allege alleged opine opined lament lamented proclaim proclaimed retort retorted counter countered mention
    mentioned comment commented indicate indicated clarify clarified post posted
    """
)
"""The surest of them: what follows or precedes is speech."""

NEVER_INVERTED = wordset(
    """
    tell told tells telling call called calls describe described accuse accused slam slammed praise praised
    thank thanked blast blasted read see saw go went give gave make made show showed
    """
)
"""Cues that never stand before their subject: not “…,” told he."""

NOUN_CUES = wordset(
    """
    address addresses answer answers appeal appeals attack attacks call calls challenge challenges charge charges claim
    claims comment comments complaint concern concerns debate decree demand demands dispute echo estimate estimates
    explanation feeling forecast lead label mention note notes offer offers order orders outline phrase phrases
    plan plans pledge pledges point points post posts praise press promise promises quote quotes question questions read
    record records refusal remark remarks reply replies report reports request requests response rule rules ruling
    saying show shows signal signals state states statement support text thought thoughts threat toast trash tweet
    tweets view views voice vow vows warning warnings whisper
    """
)
"""Cues that are nouns as often: “the report”, “her claim”."""

PRONOUNS = wordset("he she they it i we who")
PERSON_PRONOUNS = wordset("he she")
OBLIQUE = wordset("him her his hers their them its")

DETERMINERS = wordset(
    """
    the a an this that these those his her their its our my your one two three four five some several many most
    all another both each no any other few
    """
)
PREPOSITIONS = wordset(
    """
    in on at by for with from to of about after before during under over since through among amid against
    without within between into as like despite following via upon toward towards behind beyond near off out up
    per because though although while when if until unless where whereas once than whether
    """
)
FRONTED = wordset(
    """
    in on at by for with from to about after before during under over since through among amid against without
    within between as like despite following via upon because though although while when if until unless where
    whereas once asked speaking appearing citing responding referring noting calling writing according given
    """
)
"""Words that open a phrase before the subject of a sentence: the subject comes after its comma."""
CONJUNCTIONS = wordset("and but or nor so yet then that which who whom whose plus")
AUXILIARIES = wordset(
    """
    is are was were be been being has have had having will would shall should can could may might must do does
    did isn’t isn't aren’t aren't wasn’t wasn't weren’t weren't hasn’t hasn't haven’t haven't hadn’t hadn't
    won’t won't wouldn’t wouldn't can’t can't couldn’t couldn't don’t don't doesn’t doesn't didn’t didn't
    shouldn’t shouldn't not never
    """
)
ADVERBS = wordset(
    """
    also then later once again still just now even often only instead too first soon ever always earlier today
    yesterday meanwhile however thus therefore furthermore moreover simply further previously recently
    repeatedly publicly reportedly allegedly famously quickly directly notably essentially really actually
    finally initially perhaps maybe there here monday tuesday wednesday thursday friday saturday sunday tonight
    long himself herself themselves itself back both all
    """
)
FUNCTION = PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | ADVERBS | DETERMINERS | PRONOUNS | OBLIQUE

HONORIFICS = wordset("mr mrs ms miss dr sir lady lord dame sheikh sheikha hajj haji")
MALE = wordset(
    """
    mr sir lord sheikh king prince father brother son husband actor chairman spokesman businessman congressman
    uncle grandfather monsignor emir sultan
    """
)
FEMALE = wordset(
    """
    mrs ms miss lady dame sheikha queen princess mother sister daughter wife actress chairwoman spokeswoman
    businesswoman congresswoman aunt grandmother
    """
)
MALE_NAMES = wordset(
    """
    james john robert michael william david richard joseph thomas charles donald mark paul george steven kenneth
    andrew edward brian kevin ronald timothy jason jeffrey jeff ryan gary nicholas eric stephen jonathan larry
    scott frank justin brandon raymond samuel gregory greg benjamin ben patrick jack alexander dennis jerry
    tyler aaron adam nathan henry peter mike joe tom jim bill bob chris matt dan steve tim ted bernie marco
    barack mitt newt rand rick bobby jeb chuck harry mohammed muhammad mohammad mohamed ahmed ahmad ali hassan
    hussein omar khaled khalid abdullah ibrahim yousef yusuf mahmoud mustafa saleh tariq sabah faisal salman
    vladimir sergei sergey dmitry ivan boris nikolai alexei recep emmanuel francois pierre jean luis carlos juan
    jose pedro miguel antonio mario giuseppe hans wolfgang klaus simon martin tony nick alan ian neil graham
    keith craig sean philip phil anthony daniel matthew christopher joshua josh luke lindsey
    """
)
FEMALE_NAMES = wordset(
    """
    mary patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa margaret betty sandra
    ashley dorothy kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca laura sharon
    cynthia kathleen amy angela shirley anna brenda pamela nicole emma samantha katherine christine helen debra
    rachel carolyn janet maria heather diane julie joyce victoria kelly christina joan evelyn olivia judith
    megan cheryl andrea hannah jacqueline martha ann anne hillary chelsea carly ivanka melania huma loretta
    debbie nikki condoleezza megyn claire elena sonia fatima aisha layla leila mariam maryam noura hanan amina
    zainab huda theresa ursula marine nicola julia kate sophie charlotte lucy alice jane susana jill tulsi
    kellyanne
    """
)

ROLE_NOUNS = wordset(
    """
    secretary minister president chancellor premier governor gov senator sen representative rep congressman
    congresswoman spokesman spokeswoman spokesperson director general commissioner ambassador envoy chairman
    chairwoman chair chief executive officer official leader lawmaker mayor judge justice attorney lawyer
    prosecutor sheriff colonel captain lieutenant sergeant major admiral commander professor analyst economist
    strategist adviser advisor aide manager coach owner founder editor reporter correspondent journalist
    columnist anchor host author historian writer activist candidate delegate nominee frontrunner pollster
    operative organizer volunteer supporter voter farmer teacher doctor nurse surgeon scientist researcher
    expert scholar fellow student resident neighbor neighbour witness survivor victim mother father sister
    brother wife husband son daughter king queen prince princess emir sultan pope bishop archbishop cardinal
    imam rabbi reverend pastor priest businessman businesswoman billionaire actor actress singer speaker whip
    deputy undersecretary under-secretary coordinator counsel counselor member partner veteran soldier
    spokespeople officials spokesmen lawyers experts analysts aides sources source critics insider trader dealer
    broker consultant administrator superintendent detective inspector constable engineer head boss ceo cfo
    treasurer lawmakers police ministers diplomats diplomat negotiator mediator rapporteur high-commissioner
    co-founder co-host co-chair co-chairman vice-president parliamentarian mp councillor councilman councilwoman
    alderman curator biologist geologist astronomer archaeologist physicist chemist meteorologist seismologist
    glaciologist ecologist economist epidemiologist virologist climatologist physician psychologist architect
    goalkeeper striker midfielder defender winger forward referee skipper trainer captain pilot driver
    fisherman boatman passenger shopkeeper trucker miner banker investor lecturer rector dean principal librarian
    brigadier marshal commodore corporal warden ranger conductor composer photographer chef baker grocer
    """
)
PLURAL_ROLES = wordset(
    """
    spokespeople officials spokesmen lawyers experts analysts aides sources critics lawmakers police ministers
    diplomats
    """
)
TITLE_TAIL = wordset(
    """
    state defense defence foreign affairs interior finance health treasury homeland security education trade
    commerce energy oil justice labor labour agriculture information the and staff for environment water
    electricity transport transportation planning economy industry culture sports housing veterans media
    communications operations
    """
)
"""What may follow the "of" or "for" of an office before the holder's name begins."""
ORGANISATIONS = wordset(
    """
    ministry department party council committee agency group university house court bank union nations coalition
    press times news post journal organization organisation association federation institute foundation center
    centre company corporation corp inc ltd plc campaign administration government parliament senate congress
    commission authority office bureau force forces army navy police team club league front movement network
    cabinet embassy school college church hospital fund society board service services republicans democrats pac
    white-house kremlin pentagon newspaper magazine station firm
    """
)
DOCUMENTS = wordset(
    """
    report statement study poll survey letter document documents memo lawsuit complaint indictment ruling
    article op-ed editorial release book resolution communique communiqué filing email e-mail ad
    """
)
NOUNS = ROLE_NOUNS | ORGANISATIONS | DOCUMENTS
WORKS = wordset(
    """
    film movie book novel song album show series play musical magazine article headline headlined titled
    entitled called dubbed nicknamed named slogan hashtag program programme podcast single documentary poem
    painting game column essay chapter nickname segment star hit host
    """
)
"""Words beside a title of a work, a nickname or a slogan."""
NAME_PARTICLES = wordset(
    """
    de da di du del della van von der den bin bint ibn al el la le ben abu dos ter af
    """
)

ABBREVIATIONS = wordset(
    """
    mr mrs ms dr sen rep reps sens gov gen lt col sgt st jr sr prof rev hon maj capt cmdr adm pres atty supt
    insp const det cpl pvt brig fr jan feb mar apr jun jul aug sep sept oct nov dec no vs etc inc corp ltd co
    bros dept est ft mt ave blvd rd u.s u.k u.n e.u d.c a.m p.m i.e e.g ph.d
    """
)
"""Words whose full stop does not end a sentence by itself, lower case, without the last stop."""

HEDGES = wordset(
    """
    not no never n’t without alleged allegedly reportedly reported apparently possibly probably perhaps maybe
    may might could would should likely unlikely if unless according suspected accused claimed claims purported
    believed thought said expected estimated about almost nearly around some suggests appears seems denied
    denies
    """
)
"""Words that a cut must never drop."""

VERBS = wordset(
    """
    met took came got ran won lost stood sat left kept fell rose sent spent drew hit found became has wants want
    goes makes takes comes gets runs wins loses stands sits leaves keeps falls sends draws finds becomes seems
    appears began needs works went did does died lived moved turned seemed appeared used built bought sold paid
    thought caught understood hopes looks tries tried wore chose broke drove grew knew
    """
)
"""Common verbs that no ending gives away: a phrase before them is over."""
BE = wordset("is are was were be been being gets got")
EVERYONE = wordset(
    """
    everyone everybody others many some one both most none officials police authorities critics supporters
    """
)
PERSON_NOUNS = wordset(
    """
    man woman boy girl child teenager baby pensioner person people couple parent mum mom dad driver passenger
    suspect pilot star player teacher family celebrity fan worker migrant refugee prisoner inmate patient
    tourist gunman hero girlfriend boyfriend fiancé fiancée widow twins schoolgirl schoolboy guest customer
    """
)
"""People without an office; see also ROLE_NOUNS."""
