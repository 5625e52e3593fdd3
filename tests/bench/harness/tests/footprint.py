"""What the released binary may take: its size, and its memory and wake-ups with ten silent ports.

    footprint BUILD STRIP [--size]    BUILD: the folder with weir and the bench's tools; --size: that alone, of what cannot run here
"""

import sys
import unittest
from pathlib import Path

from harness.machine import stripped_kib
from harness.peers import all_peers
from harness.runner import Runner
from harness.scenarios import SCENARIOS


class Footprint(unittest.TestCase):
    build = Path()
    strip = "strip"

    def test_the_binary_is_small(self):
        self.assertLess(stripped_kib(self.build / "weir", self.strip), 4 * 1024)


class Memory(unittest.TestCase):
    """With either client; both at the same time, for ten seconds."""

    names = ("weir", "weir-mosquitto")

    def test_ten_silent_ports_take_little(self):
        peers = all_peers(Footprint.build, Footprint.build / "weir", {})
        for record in Runner(Footprint.build, 0.5).measure(SCENARIOS["s5"], [peers[name] for name in self.names]):
            with self.subTest(record["peer"]):
                self.assertNotIn("error", record)
                self.assertGreater(record["anonymous_kib"], 0)
                self.assertLess(record["rss_kib"], 12 * 1024)
                self.assertLess(record["wakeups_per_s"], 5)


if __name__ == "__main__":
    Footprint.build, Footprint.strip = Path(sys.argv[1]).resolve(), sys.argv[2]
    size_alone = "--size" in sys.argv
    unittest.main(argv=sys.argv[:1], defaultTest="Footprint" if size_alone else None)
