"""What a page owes to everyone, as far as a program can tell: WCAG 2.2 AA by axe, and no sideways
scrolling."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "pwa" / "node_modules" / "axe-core" / "axe.min.js"

_RUN = """
async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const { violations } = await axe.run(document, {
    runOnly: { type: "tag", values: tags },
    resultTypes: ["violations"],
  });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${help}: ${target.join(" ")}: ${html.slice(0, 120)}`));
}
"""
_WIDER = """
() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > width + 1)
    .map((one) => `wider than ${width} px: ${one.outerHTML.slice(0, 120)}`)
    .slice(0, 3);
}
"""


def barriers(page: Page) -> list[str]:
    """What keeps somebody from using the page as it is now; a line each."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE.read_text())  # not as a script of the page: the policy would forbid it
    found: list[str] = page.evaluate(_RUN)
    return found


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    found: list[str] = page.evaluate(_WIDER)
    return found
