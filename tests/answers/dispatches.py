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
