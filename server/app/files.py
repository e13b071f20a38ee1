"""Files that a route answers with."""

from litestar import Response


def inline_file(content: bytes, media_type: str, name: str) -> Response[bytes]:
    """To be shown in the browser, and saved under this name."""
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
