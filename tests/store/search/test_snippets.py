from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from newsbrowse_store.query.parser import parse
from newsbrowse_store.search.snippets import WIDTH, WordMatches, matches, snippets


def found(query: str, text: str, headline: str = "") -> WordMatches:
    return matches([(headline, text)], parse(query))[0]


def words(query: str, text: str) -> list[str]:
    return [text[start:end] for start, end in found(query, text).text]


def test_matches_are_found_as_the_index_finds_them() -> None:
    assert words("resume", "Résumé, re\u0301sume\u0301 and RESUME; resumes") == [
        "Résumé",
        "re\u0301sume\u0301",
        "RESUME",
    ]
    assert words("resum*", "Résumé and resumes") == ["Résumé", "resumes"]
    assert words("Su-57", "the Su-57, su 57 and Su57") == ["Su-57", "su 57"]
    assert words('"port amsel"', "Port Amsel, port of Amsel") == ["Port Amsel"]
    assert words("a OR b NOT c", "a b c") == ["a", "b"]
    assert words("x (tag:law OR storm)", "x storm law") == ["x", "storm"]
    assert words("NOT storm", "storm") == []
    assert words("中国", "中国 中国人") == ["中国"]


def test_offsets_are_code_points_whatever_stands_before() -> None:
    for before in ("\x00", "\x02\x03", "😀é", "\u202e", "a\n\n"):
        text = f"{before} treaty"
        assert words("treaty", text) == ["treaty"]


def test_words_of_fields_are_matched_where_they_belong() -> None:
    assert found("title:treaty", "treaty", "Treaty").headline == ((0, 6),)
    assert found("title:treaty", "treaty", "Treaty").text == ()
    assert found("treaty", "treaty", "Treaty") == WordMatches(((0, 6),), ((0, 6),))
    assert found("source:treaty OR note:treaty OR tag:treaty", "treaty", "Treaty") == WordMatches()


TEXT = (
    "Minister to sign harbour treaty\n\n"
    + "Nothing of note was said at first. " * 10
    + "\nThe harbour was closed, and then the treaty of the harbour was signed.\n"
    + "More was said. " * 20
    + "A treaty."
)


def test_the_piece_with_the_most_different_words_is_chosen() -> None:
    text, spans = TEXT, found("harbour treaty", TEXT).text
    (best,) = snippets(text, spans, headline="Minister to sign harbour treaty", most=1)
    assert best.text == "The harbour was closed, and then the treaty of the harbour was signed."
    assert [text[start:end] for start, end in best.matches] == ["harbour", "treaty", "harbour"]


def test_pieces_come_in_the_order_of_the_text_and_are_cut_between_words() -> None:
    found_pieces = snippets(TEXT, found("treaty OR nothing", TEXT).text, most=3)
    assert [piece.start for piece in found_pieces] == sorted(piece.start for piece in found_pieces)
    for piece in found_pieces:
        assert TEXT[piece.start : piece.end] == piece.text
        assert "\n" not in piece.text
        assert not (TEXT[piece.start - 1].isalnum() and TEXT[piece.start].isalnum())
        assert not TEXT[piece.end - 1 : piece.end + 1].isalnum()


def test_without_a_match_it_is_the_beginning_behind_the_headline() -> None:
    (piece,) = snippets(TEXT, (), headline="Minister to sign harbour treaty")
    assert piece.text.startswith("Nothing of note was said")
    (piece,) = snippets("Only a headline\n", (), headline="Only a headline")
    assert piece.text == "Only a headline"
    assert snippets("", ()) == snippets(" \n ", ()) == []


TEXTS = st.lists(st.sampled_from(["aa", "b", "ccc" * 90, " ", " ", "\n", "é😀"]), max_size=60).map(
    "".join
)


@given(TEXTS, st.data())
def test_any_spans_give_pieces_that_are_short_and_apart(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=10)))
    spans = tuple(zip(cuts[::2], cuts[1::2], strict=False))
    found_pieces = snippets(text, spans, most=3)
    for piece in found_pieces:
        assert text[piece.start : piece.end] == piece.text
        assert len(piece.text) <= WIDTH
        assert all(piece.start <= s < e <= piece.end for s, e in piece.matches)
    for before, after in pairwise(found_pieces):
        assert before.end <= after.start
