"""The card: keys, credentials, lists of trust and status, codes of places, and the verdict.

Everything here is pure but `keystore`, which keeps the private keys. The bytes are specified in
`schemas/credential.md` and `schemas/credential.cddl`.
"""
