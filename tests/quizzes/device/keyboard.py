"""Answering without a pointer, as these tests say it."""

from playwright.sync_api import expect

MOST_TABS = 60


def section(tab, position):
    return tab.locator(f'[data-question="{position}"]')


def go_to(tab, position):
    """By the list of answers; the question takes the focus."""
    tab.locator(".btn--quiet[value=check]:visible, [data-check-answers]:visible").first.wait_for()
    if tab.locator(".btn--quiet[value=check]").is_visible():
        tab.locator(".btn--quiet[value=check]").press("Enter")
    tab.locator(f'[data-go="{position}"]').press("Enter")
    expect(section(tab, position).locator("h1")).to_be_focused()


def tab_to(tab, position, name):
    """Presses Tab until a control called ``name`` has the focus."""
    for _ in range(MOST_TABS):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.name") == name:
            return section(tab, position).locator(f'[name="{name}"]')
    raise AssertionError(f"{name} cannot be reached")


def focused(tab):
    return tab.locator(":focus")


def pick(tab, position, name, value):
    """A radio button by arrows, a box by the space bar, a select box by typing ahead."""
    controls = tab_to(tab, position, name)
    if controls.first.get_attribute("type") in ("radio", "checkbox"):
        for _ in range(controls.count()):
            is_radio = focused(tab).get_attribute("type") == "radio"
            if focused(tab).input_value() == value:
                tab.keyboard.press("Space")
                break
            tab.keyboard.press("ArrowDown" if is_radio else "Tab")
        assert controls.and_(tab.locator(f'[value="{value}"]')).is_checked()
    elif controls.evaluate("input => input.tagName") == "SELECT":
        index = controls.evaluate(
            "(select, value) => [...select.options].findIndex((one) => one.value === value)", value
        )
        for _ in range(index):
            tab.keyboard.press("ArrowDown")
        expect(controls).to_have_value(value)
    else:
        tab.keyboard.type(value)


def answer(tab, position, value):
    name = f"q{position}"
    if isinstance(value, dict):
        for part, given in value.items():
            pick(tab, position, f"{name}-{part}", given)
            section(tab, position).locator("h1").focus()
    elif isinstance(value, list):
        for one in value:
            pick(tab, position, name, one)
            section(tab, position).locator("h1").focus()
    else:
        pick(tab, position, name, value)


def put_in_order(tab, position, texts):
    """Lines moved up by their buttons until they stand as ``texts``; returns the lines."""
    rows = section(tab, position).locator("[data-place]")
    for place, text in enumerate(texts):
        mine = rows.filter(has_text=text)
        up = mine.locator("[data-up]")
        up.focus()
        while rows.all_inner_texts().index(mine.inner_text()) > place:
            up.press("Enter")
            expect(up).to_be_focused()
    rows.first.locator("[data-up]").press("Enter")  # no way up, but an order shown right counts
    return rows
