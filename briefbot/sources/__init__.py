"""What agencies publish, turned into stories: fetched politely, safely and honestly.

`reader` is the door. `fetching` gets bytes over `network`'s checked connections; the forms (`feeds`, `pages`, `ninjs`,
`newsmlg2`, `wire`) turn bytes into stories; `text` is what they share; `catalogue` names the sources to begin with.
"""
