"""Ways to break a sound wire, one function each, by the flag that names the way (vectors/*/malformed*.yaml).

Each breaks one thing and mends nothing else, but for what has to follow so that nothing else is broken: the
length of a header that has a field of another length, say.
"""
