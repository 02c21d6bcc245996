"""What agencies publish, turned into stories: fetched politely, safely and honestly.

`reader` is the door. `fetching` gets bytes over `network`'s checked connections; `catalogue` names the sources to begin
with. Documents become stories by their form: `ninjs`, `newsmlg2`, `nitf`, `wire`, `pages`; `forms` says how to add one.
Lists become stories by way of `feeds`: `syndication` (RSS, Atom), `jsonfeed`, `sitemaps`, `listings`; what they leave
out, `articles` completes from the stories' pages. `text`, `times`, `damaged`, `iptc` and `signals` are shared.
"""
