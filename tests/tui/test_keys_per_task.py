"""How many keys a task takes from the place where the cursor is, as the design promises."""

from __future__ import annotations

import pytest

SIZE = (140, 40)
RELATE = ["r", "e", "e", "e", "enter", "m", *"ships", "enter"]
"""From Ilse Brandt over Vesland and Tuesday to Amsel Lines in the next sentence."""


@pytest.fixture
async def press(desktop):
    """Open the article, put the cursor on words of it, press keys, and return its decisions."""
    app, id_ = desktop.app(), desktop.ids["treaty"]
    text = desktop.library.article(id_).text
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("tab")

        async def run(words: str, *keys: str):
            app.main_screen.view.text.move_to(text.index(words))
            await pilot.press(*keys)
            await pilot.pause()
            return desktop.library.decisions(id_)

        yield run


async def test_an_entity_is_relabelled_with_one_key(press) -> None:
    decisions = await press("Vesland on", "5")
    assert [(m.text, m.label) for m in decisions.mentions] == [("Vesland", "LOC")]


@pytest.mark.parametrize("keys", [("shift+right", "0"), ("0", "+")])
async def test_an_entity_of_two_tokens_is_added_with_two_keys(press, keys) -> None:
    decisions = await press("harbour treaty", *keys)
    assert [(m.text, m.label) for m in decisions.mentions] == [("harbour treaty", "LAW")]


async def test_two_entities_of_different_sentences_are_related_with_a_note(press) -> None:
    moves, note = 3, len("ships")
    assert len(RELATE) == len(["r"]) + moves + len(["enter", "m"]) + note + len(["enter"])
    decisions = await press("Ilse", *RELATE)
    [relation] = decisions.relations
    texts = {mention.id: mention.text for mention in decisions.mentions}
    assert [texts[end.mention] for end in (relation.head, relation.tail)] == [
        "Ilse Brandt",
        "Amsel Lines",
    ]
    assert (relation.type, relation.note) == ("meets", "ships")
    assert len(relation.evidence) == 2


async def test_the_article_is_tagged_and_the_next_one_opened(press, desktop) -> None:
    decisions = await press("Ilse", "t", *"trade", "enter", "J", "t", *"ports", "enter")
    assert {tag.name for tag in decisions.tags} == {"law", "trade"}
    following = desktop.library.decisions(desktop.ids["strike"])
    assert [tag.name for tag in following.tags] == ["ports"]
