"""What is an e-mail address. Imports nothing of ours: the settings are read by it too."""

import unicodedata
from email.headerregistry import Address

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

# Carriers that gave out addresses with dots where RFC 5322 has none, and still serve them.
_DOTTED = frozenset({"docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "vodafone.ne.jp"})


class NoAddress(ValueError):
    """What was written is no address that mail can be sent to."""


def read_address(written: str) -> str:
    """The address as it is kept and shown. Raises `NoAddress`.

    A Japanese keyboard may give full-width letters. Whether it exists is found out by the code
    that is sent to it.
    """
    text = unicodedata.normalize("NFKC", written).strip()
    local, at, domain = text.rpartition("@")
    if domain.lower() in _DOTTED and local and not local.startswith("."):
        plain = ".".join(part for part in local.split(".") if part)
        return f"{local}{at}{_valid(f'{plain}@{domain}').domain}"
    return _valid(text).normalized


def _valid(text: str) -> ValidatedEmail:
    try:
        return validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError as error:
        raise NoAddress(str(error)) from None


def on_the_wire(address: str) -> Address:
    """The address for a header: its domain in ASCII (RFC 5890).

    Raises `NoAddress` for what `read_address` would not have given.
    """
    local, _, domain = address.rpartition("@")
    return Address(username=local, domain=_valid(f"a@{domain}").ascii_domain)


def enveloped(spec: str) -> str:
    """The same for the envelope, where a relay is strict: in quotes what has dots amiss (RFC 5321,
    section 4.1.2)."""
    local, _, domain = spec.rpartition("@")
    return spec if all(local.split(".")) else f'"{local}"@{domain}'
