"""The registry of actions and the user's key map."""

from __future__ import annotations

from itertools import combinations

import pytest

from newsbrowse.actions import ACTIONS, CONTEXTS, actions, bindings
from newsbrowse.screens.main_screen import registry_of
from newsbrowse.settings.keymap import check_keymap, show_key
from newsbrowse.widgets.article_list.article_list import ArticleList
from newsbrowse.widgets.inspector.inspector import Inspector
from newsbrowse.widgets.reading_pane.reading_pane import ReadingPane

OWNERS = {
    "sidebar": ArticleList,
    "pane": ReadingPane,
    "inspector": Inspector,
}


def test_no_two_actions_share_a_key_where_both_apply() -> None:
    for action, other in combinations(ACTIONS, 2):
        contexts = {action.context, other.context}
        if len(contexts) == 1 or "everywhere" in contexts:
            assert not set(action.keys) & set(other.keys), (action.id, other.id)


def test_ids_are_unique_and_named_after_their_context() -> None:
    ids = [action.id for action in ACTIONS]
    assert len(ids) == len(set(ids))
    assert {action.context for action in ACTIONS} == set(CONTEXTS)


def test_every_action_has_one_handler_and_every_handler_an_action(desktop) -> None:
    screen = desktop.app().get_default_screen()
    assert screen.handlers.keys() == {action.id for action in ACTIONS if action.handled}
    for action in ACTIONS:
        if not action.handled:
            method = getattr(OWNERS[action.context], f"action_{action.call}", None)
            assert callable(method), action.id


def test_a_handler_for_what_has_one_is_refused() -> None:
    with pytest.raises(ValueError, match=r"handled twice: pane\.accept"):
        registry_of({"pane.accept": str}, {"pane.accept": str})


@pytest.mark.parametrize("context", CONTEXTS)
def test_bindings_carry_the_ids_that_the_key_map_names(context) -> None:
    assert [binding.id for binding in bindings(context)] == [a.id for a in actions(context)]


def test_a_key_map_is_taken_with_characters_names_and_lists() -> None:
    keys, problems = check_keymap(
        {"pane.next_entity": ";", "pane.fold": ["alt+z", "f5"], "everywhere.star": "ampersand, f6"}
    )
    assert problems == []
    assert keys == {
        "pane.next_entity": "semicolon",
        "pane.fold": "alt+z,f5",
        "everywhere.star": "ampersand,f6",
    }


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"pane.dance": "x"}, "pane.dance"),
        ({"pane.fold": "ctrl+nokey"}, "ctrl+nokey"),
        ({"pane.fold": "hyperspace+f"}, "hyperspace+f"),
        ({"pane.fold": "j"}, "A line down"),
        ({"pane.fold": "q"}, "Quit"),
        ({"everywhere.star": "j"}, "Down"),
    ],
)
def test_a_wrong_entry_is_named_and_left_out(given, word) -> None:
    keys, problems = check_keymap(given)
    assert keys == {}
    assert len(problems) == 1
    assert word in problems[0]


def test_two_actions_may_swap_their_keys() -> None:
    keys, problems = check_keymap({"pane.next_entity": "E", "pane.previous_entity": "e"})
    assert problems == []
    assert keys == {"pane.next_entity": "E", "pane.previous_entity": "e"}


def test_keys_are_shown_as_people_write_them() -> None:
    assert [show_key(k) for k in ("question_mark", "ctrl+d", "shift+tab", "left")] == [
        "?",
        "ctrl+d",
        "shift+tab",
        "←",
    ]
