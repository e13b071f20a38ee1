"""The card: keys, credentials, lists of trust and status, codes of places, and the verdict.

The formats and the verdict are pure; `keystore` keeps the private keys, and `issue` and `lists`
bring cards and signed lists to the devices. The bytes are specified in `schemas/credential.md`
and `schemas/credential.cddl`.
"""
