import unittest

from harness import document
from harness.growth import SERIES
from harness.scene import Load, Place
from harness.weir import configuration


class Template(unittest.TestCase):
    def test_every_place_is_filled(self):
        self.assertEqual(document.fill("a @B@ c@D@", {"B": "1", "D": "@2"}), "a 1 c@2")

    def test_a_place_without_a_value_and_a_value_without_a_place_are_errors(self):
        for values in ({}, {"B": "1", "C": "2"}):
            with self.assertRaises(ValueError):
                document.fill("@B@", values)

    def test_the_page_can_be_made_of_any_result(self):
        growth = [{"series": name, "x": 1, "peer": "weir", "cpu_us": 10.0} for name in SERIES]
        page = document.performance_page(document.TEMPLATE.read_text(encoding="utf-8"), {
            "runs": [{"scenario": "s7", "peer": "weir", "repeat": 0, "start_ms": 23.0}], "growth": growth,
            "variants": ["weir"], "without": ["go (no go)"], "machine": {"CPU": "fast"}, "command": "./dev bench"})
        for wanted in ("| weir | 23 |", "go (no go)", "- CPU: fast", "`./dev bench`", "23 met"):
            self.assertIn(wanted, page)


class Configuration(unittest.TestCase):
    def test_has_as_many_stages_as_wanted(self):
        for wanted, count in ((None, 3), (0, 0), (4, 4)):
            text = configuration(Load(1, stages=wanted), Place("/tmp", 1883), "", "")
            self.assertEqual(sum(text.count(f"{{ {stage}:") for stage in ("scale", "offset", "round")), count)


if __name__ == "__main__":
    unittest.main()
