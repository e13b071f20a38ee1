"""Which of our two languages a request asks for (RFC 9110 section 12.5.4)."""


def prefers_english(accept_language: str) -> bool:
    """Japanese unless English is asked for with a greater weight, or first at the same weight."""
    weights = {"ja": (0.0, 0), "en": (0.0, 0)}
    for position, part in enumerate(accept_language.split(",")):
        tag, *parameters = (piece.strip().lower() for piece in part.split(";"))
        language = tag.partition("-")[0]
        if language in weights:
            weights[language] = max(weights[language], (_quality(parameters), -position))
    return weights["en"] > weights["ja"] and weights["en"][0] > 0


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
