"""The files that are kept, as Slack tells of them."""

from __future__ import annotations

import mimetypes
import time

from slackapp.sandbox.values import Json


def described(url: str, stored: Json, user: str, title: str) -> Json:
    """The `file` object of a stored file, owned by `user`; its bytes are at `url_private`."""
    address = f"{url}/files/{stored['id']}"
    return {
        "id": stored["id"],
        "created": stored.get("created", int(time.time())),
        "name": stored["name"],
        "title": title,
        "mimetype": mimetypes.guess_type(stored["name"])[0] or "application/octet-stream",
        "size": stored["size"],
        "user": user,
        "url_private": address,
        "url_private_download": address,
        "permalink": address,
    }
