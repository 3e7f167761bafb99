"""files.*: the two steps of an upload, with the bytes in between."""

from __future__ import annotations

import secrets

from slackapp.sandbox.stored import described
from slackapp.sandbox.values import Json
from slackapp.sandbox.webapi.call import METHODS, Call, Refusal


@METHODS.method("files.getUploadURLExternal", "files:write")
def files_get_upload_url(call: Call) -> Json:
    """An address to send a file's bytes to."""
    name = call.required("filename")
    length = call.number("length", 0, 10**12)
    file_id = "F0" + secrets.token_hex(5).upper()
    call.world.files[file_id] = {
        "id": file_id,
        "name": name,
        "size": length,
        "content": None,
        "complete": False,
    }
    return {"upload_url": f"{call.exchange.url}/upload/{file_id}", "file_id": file_id}


@METHODS.method("files.completeUploadExternal", "files:write")
def files_complete_upload(call: Call) -> Json:
    """Make uploaded files real, and share them into a conversation when one is named."""
    wanted = call.structure("files", "invalid_arguments")
    if not isinstance(wanted, list) or not wanted:
        raise Refusal("invalid_arguments", "[ERROR] missing required field: files")
    files = [_completed(call, each) for each in wanted]
    if call.text("channel_id"):
        conversation = call.inside(call.conversation("channel_id"))
        raw: Json = {"user": call.bot.id, "bot_id": call.world.workspace.app.bot_id, "files": files}
        raw |= {"text": call.text("initial_comment"), "upload": True}
        if call.text("thread_ts"):
            raw["thread_ts"] = call.text("thread_ts")
        call.world.post(conversation, raw)
    return {"files": files}


def _completed(call: Call, wanted: Json) -> Json:
    stored = call.world.files.get(str(wanted.get("id")))
    if stored is None or stored["content"] is None:
        raise Refusal("file_not_found")
    if len(stored["content"]) != stored["size"]:
        raise Refusal("file_upload_size_mismatch")
    stored["complete"] = True
    return described(call.exchange.url, stored, call.bot.id, str(wanted.get("title") or stored["name"]))
