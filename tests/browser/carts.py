"""What many browser tests begin with: something in the cart."""

from playwright.sync_api import Page


def press_add(page: Page, forms: str = "form.add-to-basket") -> None:
    """Press the first button of these forms, and wait until the shop has added it, in place or not."""
    with page.expect_response(lambda answer: "/basket/add/" in answer.url):
        page.locator(f"{forms} [type=submit]").first.click()
    page.wait_for_load_state()


def put_something_into_the_cart(page: Page, url: str, language: str = "fa") -> None:
    """Buy the first product of the shop's list, on its own page."""
    page.goto(f"{url}/{language}/catalogue/")
    page.locator("article:has(form) h3 a").first.click()
    press_add(page)
