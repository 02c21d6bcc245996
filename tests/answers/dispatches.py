"""Stories of our own to ask."""

FERRY = """\
PORT SALEM, March 3 (Harbour Wire) -- The ferry company Blue Anchor will cancel its night crossings to Kestrel Island \
from next Monday because it cannot find enough engineers, the company said on Tuesday.

Some 1,200 islanders use the boats each week, and 42 jobs will go with the crossings, according to Harbour Minister \
Lina Okafor.

“We have asked for a second tender since the spring, and nobody came,” Okafor told reporters in Port Salem. “The \
islanders deserve a boat that sails.”

Tomas Berg, who leads the islanders' council, called the decision a disgrace and said that his members would blockade \
the northern quay at Fairhaven on Saturday.

“They will have to sail over our fishing boats,” Berg said.

The company lost 3.4 million crowns last year. Its day boats will keep running, and a single ticket will still cost \
14 crowns.

Blue Anchor was founded in 1978 and was bought by the Dutch group Meridaan in 2015.

The council will meet Meridaan's director, Joost van Rijn, on 12 March.
"""

RIVAL = """\
KESTREL, March 3 (Levant Post) -- About 60 jobs will be lost when Blue Anchor stops its night ferries, the seamen's \
union said on Tuesday.

“Nobody was asked,” the union's secretary, Maryam Haddad, told Levant Post.

Police expect a blockade at Fairhaven on Saturday.
"""

MUSEUM = """\
ALDERPORT, March 2 (Meridian) -- Thieves broke into the museum of Alderport overnight and took two bronze masks, the \
police said.

The alarm had been switched off for repairs, said the museum's director, Ines Moreau.
"""

QUAKE = """\
VELMORA, June 7 (Meridian) -- An earthquake of magnitude 6.1 struck the mountains north of Velmora at dawn on Sunday, \
killing at least 12 people and injuring 140, the civil defence agency said.

The worst damage was in the village of Sarn Keli, where 60 houses collapsed, said the agency's director, Ilyas Demir.

“We are digging with shovels because the road is blocked by boulders,” Demir told state television. “The first \
helicopters will land this afternoon.”

Health Minister Dana Weiss said that three field hospitals would open in Velmora by Monday evening. “We need blood, \
and we need it tonight,” she said.

The quake cut power to 30,000 homes. The electricity company said that repairs would take four days.

Neighbouring Ostara offered 50 rescuers and eight dogs. It was the strongest earthquake in the region since 1988.
"""

QUAKE_OTHER = """\
VELMORA, June 7 (Levant Post) -- Fifteen people were killed and houses collapsed when an earthquake of magnitude 6.1 \
shook the mountain villages of Velmora on Sunday morning, the governor, Selim Arat, said.

“I counted the dead myself in four villages,” Arat told Levant Post by telephone.

Schools in Velmora will stay closed until Wednesday. Arat asked residents to sleep outdoors because of aftershocks.
"""

TROOPS = """\
PORT SALEM, Sept 14 (Harbour Wire) -- The Northern Alliance will withdraw 2,400 of its soldiers from Karsova by the \
end of November because the peace accord there has held, its commander said on Monday.

General Ruth Adeyemi said that 600 soldiers would stay to train the Karsovan army. “We came for the accord, and the \
accord stands,” she told reporters at the alliance's headquarters in Port Salem.

In neighbouring Drelen, where fighting goes on, the alliance will keep all of its 1,100 soldiers, Adeyemi said.

Karsova's foreign minister, Viktor Hale, welcomed the decision. “Our soldiers are ready,” Hale said. Opposition leader \
Nadia Brandt called it reckless. “The hills are full of men with rifles,” Brandt said in parliament.

The alliance sent its first troops to Karsova in 2016, after the militia took the city of Tulme. Parliament in Karsova \
will debate the withdrawal on Thursday. The mission has cost 3.2 billion crowns so far.
"""

BANK = """\
ALDERPORT, Oct 2 (Meridian) -- The central bank of Halmeria raised its main interest rate by half a point to 5.25 \
percent on Friday, its fourth increase this year, to slow inflation.

Inflation reached 8.1 percent in September, the statistics office said, the highest since 1996.

“We will not stop until prices do,” Governor Helena Marsh said at a news conference. “Savers have waited long enough.”

Finance Minister Omar Tell said the decision would make loans for houses dearer. “Families will feel this by \
Christmas,” Tell said.

The crown rose by 1.3 percent against the euro. The board voted seven to two for the increase; Deputy Governor Piet \
Lang and economist Sara Holm voted against it. The next meeting of the board is on 13 November.
"""

TRIAL = """\
LISSE, Nov 11 (Harbour Wire) -- A court in Lisse sentenced the former port director, Anton Keller, to six years in \
prison on Wednesday for taking bribes of 1.8 million marks from a dredging company.

Judge Miriam Oakes said that Keller, 58, had “sold the harbour by the metre”. He was also fined 400,000 marks.

His lawyer, Felix Strand, said that he would appeal within two weeks. “My client signed what the ministry sent him,” \
Strand told reporters outside the court.

Prosecutor Lena Voss had asked for nine years. She said that the dredging company, Nordgrab, was under investigation \
too. Nordgrab denied any wrongdoing and said that it would cooperate.

Keller ran the port from 2009 until he resigned in 2021. The trial began in March and heard 47 witnesses.
"""

FLU = """\
KESTREL, Jan 20 (Levant Post) -- Bird flu has been found on a turkey farm near Kestrel and 18,000 birds will be \
killed, the agriculture ministry said on Tuesday.

The farm's owner, Joris Maat, noticed the first dead birds on Saturday. “On Friday they were eating,” Maat said. “By \
Sunday the shed was silent.”

The ministry closed all poultry markets within 20 kilometres for three weeks. Chief veterinarian Aisha Rahim said that \
the virus probably came with wild geese. “We have no sign that people are at risk,” she said.

Farmers will be paid 11 crowns a bird. It is the second outbreak on the island this winter; the first, in December, \
was on a duck farm at Fairhaven. Exports of poultry to Ostara will stop on Wednesday.
"""
