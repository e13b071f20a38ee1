"""What is taken for an e-mail address, and how it leaves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.exchange.email_address import NoAddress, enveloped, on_the_wire, read_address


@pytest.mark.parametrize(
    ("written", "kept", "sent"),
    [
        ("hana@example.com", "hana@example.com", "hana@example.com"),
        ("  Hana+mura@Example.COM ", "Hana+mura@example.com", "Hana+mura@example.com"),
        ("ｈａｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "hana@example.com", "hana@example.com"),
        ("hana@例え.jp", "hana@例え.jp", "hana@xn--r8jz45g.jp"),
        ("hana..99@docomo.ne.jp", "hana..99@docomo.ne.jp", '"hana..99"@docomo.ne.jp'),
        ("hana.@ezweb.ne.jp", "hana.@ezweb.ne.jp", '"hana."@ezweb.ne.jp'),
        ("o'neil@example.com", "o'neil@example.com", "o'neil@example.com"),
    ],
)
def test_it_is_kept_as_written_and_sent_as_the_net_has_it(
    written: str, kept: str, sent: str
) -> None:
    assert read_address(written) == kept
    assert enveloped(on_the_wire(kept).addr_spec) == sent


@pytest.mark.parametrize(
    "written",
    [
        "",
        "hana",
        "@example.com",
        "hana@",
        "hana@village",
        "hana@localhost",
        "hana@[127.0.0.1]",
        "ハナ@example.com",
        "a b@example.com",
        "hana..99@example.com",
        ".hana@docomo.ne.jp",
        "..@docomo.ne.jp",
        "hana@example.com, mori@example.com",
        "hana@example.com\r\nBcc: mori@example.com",
        "Hana <hana@example.com>",
        f"{'a' * 65}@example.com",
        f"hana@{'a.' * 130}com",
    ],
)
def test_what_is_none_is_refused(written: str) -> None:
    with pytest.raises(NoAddress):
        read_address(written)


@given(st.text(max_size=80))
def test_whatever_is_taken_can_be_sent_to_one_address(written: str) -> None:
    try:
        kept = read_address(written)
    except NoAddress:
        return
    sent = enveloped(on_the_wire(kept).addr_spec)
    assert sent.isascii()
    assert not set(sent) & set("\r\n,<>")
