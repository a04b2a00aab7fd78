"""What many browser tests begin with: something in the cart."""

from playwright.sync_api import Page


def press_add(page: Page) -> None:
    """Press the button on a product's page, and wait until the shop has added it."""
    with page.expect_response(lambda answer: "/basket/add/" in answer.url):
        page.locator("form.add-to-basket [type=submit]").first.click()
    page.wait_for_load_state()


def put_something_into_the_cart(page: Page, url: str, language: str = "fa") -> None:
    """Buy the first product of the shop's list, on its own page."""
    page.goto(f"{url}/{language}/catalogue/")
    page.locator("article:has(form) h3 a").first.click()
    press_add(page)
