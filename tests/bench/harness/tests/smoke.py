"""A moment of every way that is measured, with the real programs. Takes the build folder; judges no times."""

import sys
import unittest
from pathlib import Path

from harness.peers import all_peers
from harness.runner import Runner
from harness.scenarios import Scenario, steady
from harness.scene import Load


class Smoke(unittest.TestCase):
    build = Path()

    def measure(self, load: Load, rate: float, names: tuple[str, ...] = ("weir",)) -> None:
        peers = all_peers(self.build, self.build / "weir", {})
        scenario = Scenario("smoke", "", load, steady(rate, 4))
        records = list(Runner(self.build, 0.5).measure(scenario, [peers[name] for name in names]))
        self.assertEqual([record["peer"] for record in records], list(names))
        for record in records:
            self.assertNotIn("error", record)
            self.assertEqual(record["overruns"], 0)
            self.assertEqual(record["lost"], 0)
            self.assertEqual(record["received"], round(load.ports * rate * 2))
            self.assertEqual(record["duplicates"] + record["reordered"], 0)
            for figure in ("cpu_us", "p50_us", "p999_us", "switches", "pss_kib", "rss_kib"):
                self.assertGreater(record[figure], 0, figure)
            self.assertLessEqual(record["p50_us"], record["p99_us"])

    def test_lines(self):
        self.measure(Load(3), 100, ("weir", "raw"))

    def test_messages(self):
        self.measure(Load(3, "topics"), 100)

    def test_commands(self):
        self.measure(Load(3, "commands"), 5)


if __name__ == "__main__":
    Smoke.build = Path(sys.argv.pop()).resolve()
    unittest.main()
