"""What the host's broker hears, as it comes."""

import json
import time
from dataclasses import dataclass

from .host import Host
from .wire import Late, until

PATIENCE = 45.0  # seconds; a machine is slow when the one that emulates it is busy
SUBSCRIBE = "until mosquitto_sub -i bench -q 1 -t '#' -F '%U %t %p'; do sleep 0.1; done"


@dataclass
class Message:
    time: float  # seconds since 1970, by the machine's clock
    topic: str
    text: str

    @property
    def json(self) -> dict:
        return json.loads(self.text)


class Subscriber:
    """Remembers every message, retained ones from before it too."""

    def __init__(self, host: Host) -> None:
        self._wire = host.follow(SUBSCRIBE)
        self._messages: list[Message] = []
        until(lambda: host.holds("mosquitto_pub -t bench -m hello") and self._take(1.0), 120.0, "the host's broker")

    def now(self) -> int:
        """A place among the messages: behind those that have come."""
        while self._take(0.0):
            pass
        return len(self._messages)

    def wait(self, topic: str, wanted, since: int, seconds: float = PATIENCE) -> Message:
        """The first message on the topic from that place on for which `wanted` is true."""
        deadline = time.monotonic() + seconds
        place = since
        while True:
            for message in self._messages[place:]:
                if message.topic == topic and wanted(message):
                    return message
            place = len(self._messages)
            if not self._take(max(0.0, deadline - time.monotonic())):
                heard = [f"{message.topic} {message.text}" for message in self._messages[since:] if message.topic == topic]
                raise Late(f"not the message on {topic} after {seconds} s; there came {heard or 'none'}")

    def _take(self, seconds: float) -> bool:
        try:
            when, topic, text = self._wire.line(seconds).decode().split(" ", 2)
        except Late:
            return False
        self._messages.append(Message(float(when), topic, text))
        return True
