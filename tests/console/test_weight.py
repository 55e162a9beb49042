"""The console's size: what a browser loads at most, gzipped (spec console 1)."""

from tests.console.measure import weigh_assets

MOST_MEBIBYTES = 0.67


def test_scripts_and_styles_stay_within_the_limit():
    weight = weigh_assets()
    assert 0.1 < weight <= MOST_MEBIBYTES, f"{weight:.3f} MiB: load a page's own code with the page, or drop some"
