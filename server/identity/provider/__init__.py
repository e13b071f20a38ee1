"""A stand-in identity provider, for tests and trials: a process of its own, `furusato idp`.

It speaks the protocol of the Digital Agency's authentication app and refuses what that refuses; it
proves nothing. No part of the main server imports it.
"""
