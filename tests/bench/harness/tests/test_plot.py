import unittest
from xml.etree import ElementTree

from harness import plot


class Axis(unittest.TestCase):
    def test_begins_and_ends_at_a_one_a_two_or_a_five(self):
        self.assertEqual([plot.below(value) for value in (1, 1.9, 49, 50, 300)], [1, 1, 20, 50, 200])
        self.assertEqual([plot.above(value) for value in (1, 1.1, 50, 51, 700)], [1, 2, 50, 100, 1000])

    def test_has_its_ticks_there_too(self):
        self.assertEqual(plot.ticks(5, 100), [5, 10, 20, 50, 100])

    def test_is_logarithmic(self):
        place = plot.scale(1, 100, 0, 10)
        self.assertEqual([place(1), place(10), place(100)], [0, 5, 10])

    def test_shows_a_zero_one_step_before_the_rest(self):
        across = plot.horizontal(plot.Curve("", "", [(0, 1), (4, 1), (16, 1)]))
        self.assertAlmostEqual(across(4) - across(0), across(16) - across(4))

    def test_of_one_point_is_an_axis_too(self):
        self.assertGreater(plot.horizontal(plot.Curve("", "", [(0, 1)]))(0), 0)


class Picture(unittest.TestCase):
    def test_has_a_point_for_each_value_within_its_panel(self):
        curves = [plot.Curve("a < b", "ports", [(1, 20), (1000, 45.5)]), plot.Curve("c", "bytes", [(0, 30), (65536, 900)])]
        root = ElementTree.fromstring(plot.svg(curves, "CPU"))
        words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
        for wanted in ("a < b", "1,000", "64 Ki", "900"):
            self.assertIn(wanted, words)
        points = list(root.iter("{http://www.w3.org/2000/svg}circle"))
        self.assertEqual(len(points), 4)
        for point in points:
            self.assertTrue(plot.LEFT <= float(point.get("cx")) <= plot.PANEL_WIDTH - plot.RIGHT)
            self.assertTrue(plot.TOP <= float(point.get("cy")) <= plot.PANEL_HEIGHT - plot.BOTTOM)


if __name__ == "__main__":
    unittest.main()
