"""Talks to an echo bot through the sandbox's people's side, and fails where the bot does not answer as it should.

Usage: drive.py ADDRESS BOT_USERNAME
"""

import json
import struct
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib

ADDRESS, BOT = sys.argv[1].rstrip("/"), sys.argv[2]


def call(method, path, body=None, content_type="application/json", **query):
    query["bot"] = BOT
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    url = f"{ADDRESS}/api/{path}?{urllib.parse.urlencode(query)}"
    request = urllib.request.Request(url, data, {"Content-Type": content_type}, method=method)
    with urllib.request.urlopen(request, timeout=60) as response:
        content = response.read()
    return content if path.startswith("files/") else json.loads(content)


def wait_for_bot():
    """The bot is there once it has set its menu, which it does before it asks for updates."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if call("GET", f"chats/{person}/commands"):
                return
        except urllib.error.HTTPError:
            pass
        time.sleep(0.1)
    sys.exit("the bot did not come up within a minute")


class Chat:
    def __init__(self):
        self.seq = 0

    def next_of_bot(self):
        """The bot's next message, new or edited."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            read = call("GET", f"chats/{person}/messages", after=self.seq, wait=5)
            for message in read["messages"]:
                self.seq = message["seq"]
                if message["from"]["is_bot"]:
                    return message
            self.seq = max(self.seq, read["next"])
        sys.exit("the bot said nothing for 30 seconds")

    def says(self, text):
        return call("POST", f"chats/{person}/messages", {"from": person, "text": text})


def check(what, found, expected):
    if found != expected:
        sys.exit(f"{what}: found {found!r}, expected {expected!r}")
    print(f"  {what}: as expected")


def png(width, height):
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\x20\x80\xe0" * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def form(fields, content):
    boundary = "----sandbox-peer"
    parts = b""
    for name, value in fields.items():
        parts += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    parts += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'.encode()
    parts += b"Content-Type: image/png\r\n\r\n" + content + f"\r\n--{boundary}--\r\n".encode()
    return parts, f"multipart/form-data; boundary={boundary}"


with urllib.request.urlopen(f"{ADDRESS}/api/people", timeout=60) as response:
    applicant = next(person for person in json.load(response) if person["about"] == "applicant")
person = applicant["id"]
wait_for_bot()
chat = Chat()

chat.says("/start")
hello = chat.next_of_bot()
check("greeting", hello["text"], f"Hello, {applicant['first_name']}")
check("bold", hello["entities"][0], {"type": "bold", "offset": 0, "length": 5})
labels = [button["text"] for button in hello["reply_markup"]["inline_keyboard"][0]]
check("buttons", labels, ["👍 Like", "Nothing"])

press = {"from": person, "message_id": hello["message_id"], "button": "👍 Like"}
check("press", call("POST", f"chats/{person}/presses", press), {"answer": "Thanks!", "alert": False})
liked = chat.next_of_bot()
check("edited message", (liked["message_id"], liked["text"]), (hello["message_id"], "Liked"))
check("dead buttons", "reply_markup" in liked, False)

text = '你好 <b>&amp;"x" *_[ 😀'
said = chat.says(text)
echo = chat.next_of_bot()
check("echo", echo["text"], text)
check("reply", echo["reply_to_message"]["message_id"], said["message_id"])

body, content_type = form({"from": person, "kind": "photo", "caption": "look"}, png(1600, 800))
sent = call("POST", f"chats/{person}/messages", body, content_type)
largest = sent["photo"][-1]
check("sent photo", (largest["width"], largest["height"]), (1280, 640))
photo = chat.next_of_bot()
size = len(call("GET", f"files/{largest['file_id']}"))
check("photo echo", photo["caption"], f"Your photo: {size} bytes")
check("photo size", photo["photo"][-1]["width"], 1280)

settled = call("POST", "settle", {"timeout_seconds": 20})
check("settled", settled["settled"], True)
