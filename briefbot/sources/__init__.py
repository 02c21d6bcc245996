"""What agencies publish, turned into stories: fetched politely, safely and honestly.

`reader` is the door, `discovery` the one for somebody who has but an address. `fetching` gets bytes over `network`'s
checked connections, as `manners` allows; `folders` reads what is dropped. The forms (`feeds`, `pages`, `ninjs`,
`newsmlg2`, `wire`) turn bytes into stories; `text` is what they share. `rhythm` decides when to look again, also by the
feed's own `wishes`, and says how a source is. `catalogue` and `opml` name sources.
"""
