"""The stand-in's pages: plain HTML without a script, in the language of the browser."""

from collections.abc import Sequence
from html import escape

from server.identity.provider.people import FEMALE, MALE, MAX_TEXT, UNSTATED, Person

STYLE = """\
:root { color-scheme: light dark; font: 1.125rem/1.6 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 40rem; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; }
.warn { border: 3px solid; padding: 0.75rem 1rem; border-radius: 0.5rem; font-weight: 700; }
ul { list-style: none; padding: 0; display: grid; gap: 0.75rem; }
button { font: inherit; min-height: 3rem; padding: 0.5rem 1rem; border-radius: 0.5rem;
  border: 2px solid; background: none; color: inherit; cursor: pointer; }
button:focus-visible, input:focus-visible, select:focus-visible, summary:focus-visible {
  outline: 4px solid; outline-offset: 2px; }
li button { width: 100%; text-align: start; }
li span { display: block; }
label { display: block; margin-block: 0.75rem; }
input, select { font: inherit; display: block; width: 100%; box-sizing: border-box;
  min-height: 3rem; padding: 0 0.5rem; }
summary { min-height: 3rem; cursor: pointer; }
form + form, details { margin-block: 1.5rem; }
"""

_WORDS = {
    "title": ("本人確認のかわり(試験用)", "Stand-in for identity proof (trials only)"),
    "warn": (
        "これは試験のための、にせの本人確認です。何も証明しません。ここに出てくる人は実在しません。",
        "This is a stand-in for trials. It proves nothing, and nobody here exists.",
    ),
    "asked": ("次の情報を {client} に渡します:", "This is handed to {client}:"),
    "who": ("だれとして続けますか", "As whom do you go on?"),
    "type": ("自分で書く", "Type in somebody else"),
    "name": ("氏名", "Name"),
    "address": ("住所", "Address"),
    "birthdate": ("生年月日", "Date of birth"),
    "gender": ("性別", "Gender"),
    "male": ("男", "Male"),
    "female": ("女", "Female"),
    "unknown": ("不明", "Unknown"),
    "go": ("この内容で続ける", "Go on as this person"),
    "refuse": ("やめる", "Cancel"),
    "wrong": ("このお願いは受けられません", "This request cannot be taken"),
    "over": ("時間切れか、使用済みです", "Timed out, or used already"),
    "typed": ("書かれた内容を確かめてください", "Please check what you typed"),
}


def choose_page(
    request: str,
    people: Sequence[Person],
    client: str,
    scopes: Sequence[str],
    action: str,
    *,
    english: bool,
) -> str:
    """Where the person decides who they are, or that they are nobody."""

    def word(name: str) -> str:
        return escape(_WORDS[name][english])

    hidden = f'<input type="hidden" name="request" value="{escape(request)}">'
    form = f'<form method="post" action="{escape(action)}" accept-charset="utf-8">{hidden}'
    asked = ", ".join(word(scope) for scope in scopes if scope in _WORDS)
    rows = "".join(
        f'<li><button name="person" value="{escape(person.id)}"><strong>{escape(person.name)}'
        f"</strong><span>{escape(person.about_en if english else person.about_ja)}</span>"
        f"<span>{escape(person.address)} {escape(person.birthdate)}</span></button></li>"
        for person in people
    )
    genders = "".join(
        f'<option value="{gender}">{word(gender)}</option>' for gender in (UNSTATED, FEMALE, MALE)
    )
    fields = "".join(
        f'<label>{word(name)}<input name="{name}" required maxlength="{MAX_TEXT}"'
        f"{' type=date' if name == 'birthdate' else ''}></label>"
        for name in ("name", "address", "birthdate")
    )
    return _page(
        f"<p>{escape(_WORDS['asked'][english].format(client=client))} {asked}</p>"
        f"<h2>{word('who')}</h2>{form}<ul>{rows}</ul></form>"
        f"<details><summary>{word('type')}</summary>{form}{fields}"
        f'<label>{word("gender")}<select name="gender">{genders}</select></label>'
        f'<button name="person" value="typed">{word("go")}</button></form></details>'
        f'{form}<button name="person" value="refuse">{word("refuse")}</button></form>',
        english=english,
    )


def refusal_page(kind: str, says: str, *, english: bool) -> str:
    """`kind` is `wrong`, `over` or `typed`."""
    return _page(
        f"<p>{escape(_WORDS[kind][english])}</p><p><code>{escape(says)}</code></p>",
        english=english,
    )


def _page(content: str, *, english: bool) -> str:
    title, warning = (escape(_WORDS[name][english]) for name in ("title", "warn"))
    return (
        f'<!doctype html><html lang="{"en" if english else "ja"}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><link rel="stylesheet" href="/style.css">'
        f'<main><h1>{title}</h1><p class="warn">{warning}</p>{content}</main></html>'
    )
