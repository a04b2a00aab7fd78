"""What the notices add to Oscar's own theme stays within it, also where its sheets are not turned."""

import pytest

WIDTHS = (320, 768, 1280)
# Distances of the words under the header's cart: to the ends of the column, to what is above and below;
# and on how many lines stand the shop's name and its cart.
HEADER = """() => {
    const box = (node) => node.getBoundingClientRect();
    const [row, mini] = [".header .row", ".support-mini"].map((name) => document.querySelector(name));
    const column = row.parentElement;
    const padding = (side) => parseFloat(getComputedStyle(column)[`padding${side}`]);
    const range = document.createRange();
    range.selectNodeContents(mini);
    const words = [...range.getClientRects()].filter(({ width }) => width);
    const others = [...row.children].filter((one) => one !== mini && one.offsetWidth);
    return {
        left: Math.min(...words.map(({ left }) => left)) - box(column).left - padding("Left"),
        right: box(column).right - padding("Right") - Math.max(...words.map(({ right }) => right)),
        above: Math.min(...others.map((one) => box(mini).top - box(one).bottom)),
        below: box(column.nextElementSibling).top - Math.max(...words.map(({ bottom }) => bottom)),
        lines: new Set(others.map((one) => box(one).top)).size,
        out: document.documentElement.scrollWidth - innerWidth,
    };
}"""


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_total_in_the_header_ends_where_the_cart_does_and_moves_nothing(
    stock_shop, stock_buyer, language
):
    for width in WIDTHS:
        stock_buyer.set_viewport_size({"width": width, "height": 800})
        stock_buyer.goto(f"{stock_shop.url}/{language}/catalogue/")
        found = stock_buyer.evaluate(HEADER)
        # At the column's end, as the cart above it is; not beyond it.
        assert (round(found["right"]), found["out"]) == (0, 0), (width, found)
        assert min(found["left"], found["above"], found["below"]) >= 0, (width, found)
        assert found["lines"] == 1, (width, found)
