"""What agencies publish, turned into stories: fetched politely, safely and honestly.

`reader` is the door, `discovery` the one for somebody who has but an address. `fetching` gets bytes over `network`'s
checked connections, as `manners` allows; `folders` reads what is dropped. `rhythm` decides when to look again, also by
the feed's own `wishes`, and says how a source is. `catalogue` and `opml` name sources.

`documents` become stories by their form: `ninjs`, `newsmlg2`, `nitf`, `wire`, `pages`; `forms` says how to add one.
Lists become stories by way of `feeds`: `syndication` (RSS, Atom), `jsonfeed`, `sitemaps`, `listings`; what they leave
out, `articles` completes from the stories' pages. `text`, `times`, `damaged`, `iptc` and `signals` are shared.
"""
