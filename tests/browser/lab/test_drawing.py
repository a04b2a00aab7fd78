"""What one message contains, or a browser of the baseline lacks, takes nothing else off the screen."""

import pytest
from playwright.sync_api import expect

# What browsers of the baseline in docs/javascript.md lack.
LACKS = """
    delete URL.canParse;
    delete URL.parse;
    for (const name of ["findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced", "with"]) {
        delete Array.prototype[name];
    }
    for (const name of ["hasOwn", "groupBy"]) delete Object[name];
    for (const name of ["timeout", "any"]) delete AbortSignal[name];
    for (const name of ["withResolvers", "try"]) delete Promise[name];
    for (const name of ["isWellFormed", "toWellFormed"]) delete String.prototype[name];
    for (const name of ["union", "intersection", "difference", "isSubsetOf"]) delete Set.prototype[name];
    delete globalThis.structuredClone;
    delete globalThis.scheduler;
    delete globalThis.requestIdleCallback;
    delete Crypto.prototype.randomUUID;
    delete Navigator.prototype.locks;
    delete HTMLFormElement.prototype.requestSubmit;
    delete Intl.Segmenter;
    delete Intl.DurationFormat;
    delete Element.prototype.setHTML;
    delete Element.prototype.checkVisibility;
    delete HTMLElement.prototype.showPopover;
    delete Document.prototype.startViewTransition;
    for (const name of Object.getOwnPropertyNames(Element.prototype)) {
        if (name.startsWith("aria")) delete Element.prototype[name];
    }
    document.addEventListener("DOMContentLoaded", () => delete Document.prototype.adoptedStyleSheets);
"""
BROKEN = {
    "an address that is none": "{ body: 'see https://[ and http://x.test:99999/ and https://x.test/' }",
    "words that are none": "{ body: 5 }",
    "no words": "{ body: undefined }",
    "an object for words": "{ body: { toString: 1 } }",
    "files that are none": "{ attachments: 5 }",
    "a file without sides": "{ attachments: [{ kind: 'image', name: 'x', size: 1, url: '/x' }, null] }",
    "a file of a size that is none": "{ attachments: [{ kind: 'file', name: null, size: 'x', url: null }] }",
    "a time that is none": "{ created_at: 'yesterday' }",
    "no time": "{ created_at: null }",
    "an agent that is none": "{ agent: 'Sara' }",
    "a kind of tomorrow": "{ kind: 'tomorrow' }",
    "a line of the system that is none": "{ sender: 'system', kind: 'tomorrow', agent: null }",
    "a sender of tomorrow": "{ sender: 'robot' }",
    "answers that are none": "{ choices: 5 }",
    "answers that are no words": "{ choices: [null, {}, 5] }",
    "half a letter": "{ body: '\\ud83d \\u202e x' }",
}


def test_on_a_browser_of_the_baseline_the_chat_opens_sends_receives_and_draws_addresses(lab):
    lab.page.add_init_script(LACKS)
    lab.open("shop.open()")
    lab.page.locator("#composer").fill("see https://x.test/ now")
    lab.page.locator("#composer").press("Enter")
    lab.page.wait_for_function("() => shop.stored === 1")
    lab.shop("shop.answer('look: https://y.test/a?b=1&c, and http://[')")
    expect(lab.page.locator(".message.agent a")).to_have_attribute("href", "https://y.test/a?b=1&c")
    assert lab.bubbles == ["see https://x.test/ now", "look: https://y.test/a?b=1&c, and http://["]
    assert lab.page.locator(".more").get_attribute("aria-label") == "More"
    lab.page.locator(".more").click()
    expect(lab.page.locator(".menu:not(.away) [aria-pressed]")).to_be_visible()


def test_a_message_that_cannot_be_drawn_takes_no_other_off_the_screen_also_after_a_reload(lab):
    messages = ";".join(f"shop.answer('{name}', {fields})" for name, fields in BROKEN.items())
    lab.open(f"""
        shop.open();
        const store = shop.store.bind(shop);
        shop.store = (at, sender, id, body, more = {{}}) => {{
            if (sender !== 'agent') return store(at, sender, id, body, more);
            const message = store(at, sender, id, body, {{ announce: false }});
            Object.assign(message, more);
            shop.announce(at, message);
            return message;
        }};
        shop.answer('first');
        {messages};
        shop.answer('last');
    """)
    for text in ("first", "last"):
        expect(lab.page.get_by_text(text, exact=True)).to_be_visible()
    expect(lab.page.locator(".message .bubble a")).to_have_attribute("href", "https://x.test/")
    lab.say("mine")
    expect(lab.page.get_by_text("mine", exact=True)).to_be_visible()
    lab.shop(f"[{', '.join(f'shop.answer({name!r}, {fields})' for name, fields in BROKEN.items())}].length")
    lab.shop("shop.answer('and live')")
    expect(lab.page.get_by_text("and live", exact=True)).to_be_visible()
    expect(lab.page.get_by_text("Sending…", exact=True)).to_have_count(0)


@pytest.mark.parametrize("hours", [49, 3, -72])
def test_days_are_named_and_ratings_asked_for_by_the_shops_clock(lab, hours):
    lab.page.add_init_script(
        f"const real = Date.now; Date.now = () => real() + {hours} * 3600000; window.realNow = real;"
    )
    lab.open("shop.clock = window.realNow; shop.open(); shop.answer('just now')")
    expect(lab.page.get_by_text("Today", exact=True)).to_be_visible()
    # Only what somebody has ended is asked about.
    lab.shop("shop.store(shop.latest, 'system', 'end', '', { kind: 'closed', closed_by: 'shopper' })")
    lab.shop("shop.close()")
    expect(lab.page.get_by_text("Did it help?", exact=True)).to_be_visible()
