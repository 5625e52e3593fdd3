import unittest

from harness import report, targets
from harness.summary import medians, summarise


def run(scenario: str, peer: str, **figures: float) -> dict:
    return {"scenario": scenario, "peer": peer, "repeat": 0, **figures}


def result(runs: list[dict], growth: list[dict] | None = None) -> dict:
    return {"runs": runs, "growth": growth or []}


class Medians(unittest.TestCase):
    def test_are_of_each_figure_over_the_repeats(self):
        runs = [run("s2", "weir", cpu_us=value, lost=0) for value in (30, 10, 20)]
        self.assertEqual(medians(runs), {"cpu_us": 20, "lost": 0})

    def test_leave_out_runs_that_failed(self):
        self.assertEqual(medians([run("s2", "weir", cpu_us=10), {**run("s2", "weir"), "error": "ended"}]), {"cpu_us": 10})

    def test_of_nothing_are_nothing(self):
        self.assertEqual(medians([{**run("s2", "weir"), "error": "ended"}]), {})


class Growth(unittest.TestCase):
    def summary(self, *points: tuple[float, float]):
        return summarise(result([], [{"series": "ports", "x": x, "peer": "weir", "cpu_us": y} for x, y in points]))

    def test_its_steepest_rise_is_the_power_of_what_grows(self):
        self.assertAlmostEqual(self.summary((1, 10), (10, 100)).steepest(), 1)
        self.assertAlmostEqual(self.summary((1, 10), (10, 10), (100, 1000)).steepest(), 2)
        self.assertAlmostEqual(self.summary((1, 10), (10, 5)).steepest(), -0.30103)

    def test_from_nothing_to_something_has_no_power(self):
        self.assertAlmostEqual(self.summary((0, 10), (1, 1000), (10, 1000)).steepest(), 0)
        self.assertIsNone(self.summary((0, 10), (1, 20)).steepest())

    def test_company_compares_a_thousand_ports_with_ten(self):
        self.assertAlmostEqual(targets.cost_of_company(self.summary((10, 50), (1000, 60)), "weir"), 1.2)
        self.assertIsNone(targets.cost_of_company(self.summary((10, 50)), "weir"))


class Tables(unittest.TestCase):
    def test_numbers_have_three_digits(self):
        shown = [report.plain(value) for value in (0, 0.1234, 9.876, 12.34, 123.4, 74700)]
        self.assertEqual(shown, ["0", "0.12", "9.88", "12.3", "123", "74,700"])

    def test_a_scenario_compares_weir_with_each_peer(self):
        summary = summarise(result([run("s7", "weir", start_ms=30), run("s7", "go", start_ms=60), run("s7", "node")]))
        self.assertEqual(report.scenario_table(summary, "s7"), [
            ["peer", "start ms", "weir ÷ it: start"], ["weir", "30", "–"], ["go", "60", "0.50"], ["node", "–", "–"]])

    def test_are_written_in_markdown_and_as_text(self):
        table = [["peer", "ms"], ["weir", "30"]]
        self.assertEqual(report.markdown(table), "| peer | ms |\n|---|---:|\n| weir | 30 |")
        self.assertEqual(report.text(table), "peer  ms\nweir  30")


class Targets(unittest.TestCase):
    def rows(self, *runs: dict) -> dict[str, str]:
        return {row[0]: row[2] for row in targets.target_table(summarise(result(list(runs))), ["weir"])[1:]}

    def test_are_ratios_within_the_run(self):
        rows = self.rows(run("s2", "weir", cpu_us=40), run("s2", "paho-c", cpu_us=40), run("s2", "go", cpu_us=20))
        self.assertEqual(rows["S2: CPU a message, ÷ paho-c"], "1 met")
        self.assertEqual(rows["S2: CPU a message, ÷ Go"], "2 NOT MET")

    def test_may_be_lower_bounds(self):
        rows = self.rows(run("s3", "weir", sustained_per_s=70), run("s3", "paho-c", sustained_per_s=100))
        self.assertEqual(rows, {"S3: sustained rate, ÷ paho-c": "0.70 NOT MET"})

    def test_of_which_nothing_is_known_are_left_out(self):
        self.assertEqual(self.rows(run("s7", "weir", start_ms=20)), {"S7: first message, ms": "20 met"})

    def test_memory_of_a_port_is_what_many_take_more_than_one(self):
        rows = self.rows(run("s1", "weir", pss_kib=1000), run("s4", "weir", pss_kib=1000 + 499 * 8))
        self.assertEqual(rows["S4: memory a port, KiB"], "8 met")


if __name__ == "__main__":
    unittest.main()
