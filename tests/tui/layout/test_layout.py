"""Lines, cells, layers and steps: pure functions, held by properties over all manner of text."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from newsbrowse.layout import cells
from newsbrowse.layout.cursor import LETTERS, Cursor, Matches, Selection, caseless, hints, matches
from newsbrowse.layout.layers import Layer, runs
from newsbrowse.layout.page import MEASURE, Document, Page
from newsbrowse.layout.safe import safe
from newsbrowse.layout.tokens import Tokens
from newsbrowse.layout.wrap import BLANK, LEAST, LONGEST, wrap
from newsbrowse_store.text.tokens import tokens
from newsbrowse_store.values import Region

PIECES = [
    *("a", "word", "Shoigu", " ", "  ", "\n", "\n\n", "\t", "don’t", "“so”", "-", "x" * 30),
    *(
        "e\u0301",
        "n\u0303o",
        "👩\u200d🚒",
        "👍\U0001f3fd",
        "❤\ufe0f",
        "🇬🇧",
        "🏳\ufe0f\u200d🌈",
        "\u200d",
    ),
    *("中", "文字", "。", "「東京」", "ﾊﾝ", "한국", "\u1112\u1161\u11ab"),
    *("السلام", "عَلَيْكُم", "שָׁלוֹם", "नमस्ते", "\x1b[31m", "\u202e", "\xad", "\ud800", "\x85"),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=200)
MEASURES = st.integers(LEAST, 100)
ROLES = st.sampled_from(["caption", "credit", "headline", "date", "body"])


def lines(text: str, measure: int) -> list[str]:
    return [text[a:b] for a, b in pairwise([0, *wrap(text, measure)])]


@given(TEXTS, MEASURES)
def test_wrapping_loses_nothing(text: str, measure: int) -> None:
    assert "".join(lines(text, measure)) == text
    assert all(lines(text, measure))


@given(TEXTS, MEASURES)
@example("aaawordword" + "x" * 30 + "السلام \u200d", 47)
@example("a" * 47 + " \u0301b", 47)
def test_no_line_is_wider_than_the_measure(text: str, measure: int) -> None:
    for line in lines(text, measure):
        assert cells.cell_count(safe(line, lines=True).rstrip(BLANK + "\n")) <= measure


@given(TEXTS, MEASURES)
def test_every_line_feed_ends_a_line(text: str, measure: int) -> None:
    assert all("\n" not in line[:-1] for line in lines(text, measure))


@given(TEXTS, MEASURES)
def test_no_line_begins_inside_a_cluster(text: str, measure: int) -> None:
    inside = {
        offset
        for start, end, _ in cells.clusters(safe(text, lines=True))
        for offset in range(start + 1, end)
        if text[offset - 1] != "\n"
    }
    assert inside.isdisjoint(wrap(text, measure)[:-1])


@given(TEXTS.filter(lambda text: "\t" not in text))
@example("👩\u200d🚒\u200d🇬🇧")
def test_cells_are_counted_as_rich_counts_them(text: str) -> None:
    shown = safe(text, lines=True)
    for line in shown.split("\n"):
        assert sum(cells.widths(line)) == cell_len(line)


@pytest.mark.parametrize(
    ("text", "measure", "wrapped"),
    [
        ("one two three", 8, ["one two ", "three"]),
        ("one twoo three", 8, ["one twoo ", "three"]),
        ("ends here.  Next one", 10, ["ends here.  ", "Next one"]),
        ("exactly8\nnext", 8, ["exactly8\n", "next"]),
        ("exactly8 \nnext", 8, ["exactly8 \n", "next"]),
        ("abcdefghijkl", 8, ["abcdefgh", "ijkl"]),
        ("東京は日本の首都。", 8, ["東京は日", "本の首", "都。"]),
        ("e\u0301" * 10, 8, ["e\u0301" * 8, "e\u0301" * 2]),
        ("aword\t\u200bx", 8, ["aword\t\u200b", "x"]),
        ("a" + "🇬🇧" * 4, 8, ["a🇬🇧🇬🇧🇬🇧", "🇬🇧"]),
        ("\n\n中\n", 8, ["\n", "\n", "中\n"]),
        ("", 8, []),
    ],
)
def test_lines_break_where_a_reader_expects_it(text: str, measure: int, wrapped: list[str]) -> None:
    assert lines(text, measure) == wrapped


@pytest.mark.parametrize("unit", ["x", "e\u0301", "中", "word ", " ", "\u0301", "👩\u200d🚒"])
def test_a_line_of_millions_is_cut_into_lines_of_the_measure(unit: str) -> None:
    text = unit * (300_000 // len(unit))
    ends = wrap(text, 80)
    assert ends[-1] == len(text)
    assert all(b - a <= LONGEST for a, b in pairwise([0, *ends]))


def page(text: str, width: int = 60, regions: tuple[Region, ...] = (), **more: str) -> Page:
    return Page(Document("x", text, regions, **more), width)


@given(TEXTS, st.integers(LEAST + 4, 120))
def test_offset_to_cell_to_offset_is_the_identity_on_token_starts(text: str, width: int) -> None:
    laid = page(text, width)
    for start, _ in tokens(text):
        line = laid.line_of(start)
        assert laid.span(line)[0] <= start < laid.span(line)[1]
        assert laid.line_at(laid.row_of(line)) == line
        if cells.widths(safe(text, lines=True))[start]:  # not a mark that hangs on a space before
            assert laid.offset_at(line, laid.cell_of(start)) == start


@given(TEXTS, st.data())
def test_lines_cover_the_text_whatever_is_folded(text: str, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    regions = tuple(Region(data.draw(ROLES), a, b) for a, b in pairwise(edges))
    laid = page(text, 40, regions)
    spans = [laid.span(line) for line in range(laid.lines)]
    assert [a for a, _ in spans] == [0, *[b for _, b in spans[:-1]]]
    assert spans[-1][1] == len(text)
    for region in regions:
        if region.role in {"caption", "credit"}:
            assert laid.line_of(region.start) in laid.fold_lines
    laid.fold(folded=False)
    assert not laid.fold_lines


def test_a_caption_and_its_credit_are_one_line_and_say_who_is_credited() -> None:
    text = "A man smiles\nA man smiles AFP\n\nThe news."
    regions = (Region("caption", 0, 12), Region("caption", 13, 25, True), Region("credit", 26, 29))
    laid = page(text, regions=regions)
    assert [fold.words for fold in laid.folds] == ["caption · AFP"]
    assert [text[slice(*laid.span(i))] for i in range(laid.lines)] == [
        "A man smiles\nA man smiles AFP\n",
        "\n",
        "The news.",
    ]


def test_the_header_stands_above_the_text_or_beneath_a_headline_in_it() -> None:
    derived = page("Text.", heading="Head", subtitle="Wire")
    assert [h and h.kind for h in map(derived.header_at, range(3))] == [
        "heading",
        "subtitle",
        "blank",
    ]
    assert derived.line_at(3) == 0
    own = page("Head\n\nText.", regions=(Region("headline", 0, 4),), subtitle="Wire")
    assert [own.line_at(row) for row in range(own.rows)] == [0, None, None, 1, 2]


@pytest.mark.parametrize(("width", "measure"), [(240, MEASURE), (80, 76), (30, 28), (20, 18)])
def test_the_measure_is_that_of_a_book_and_fits_narrow_panes(width: int, measure: int) -> None:
    laid = page("x", width)
    assert (laid.measure, laid.margin) == (measure, (width - measure) // 2)


SPANS = st.tuples(st.integers(0, 120), st.integers(1, 40)).map(lambda s: (s[0], s[0] + s[1]))


@given(TEXTS, st.integers(LEAST + 4, 120))
@example("aaawordword" + "x" * 30 + "السلام \u200d", 51)
@example("x" * 24 + " \u0301b", 30)
def test_no_line_is_drawn_wider_than_the_measure(text: str, width: int) -> None:
    laid = page(text, width)
    for line in range(laid.lines):
        shown, offset = laid.visible(line), laid.span(line)[0]
        assert cells.cell_count(shown) <= laid.measure
        assert len(shown) <= laid.span(line)[1] - offset


@given(st.lists(SPANS, max_size=12), SPANS)
def test_runs_cover_a_line_exactly(spans: list[tuple[int, int]], line: tuple[int, int]) -> None:
    layers = [Layer(a, b, str(i)) for i, (a, b) in enumerate(spans)]
    cut = runs(*line, layers)
    assert [run.start for run in cut] == [line[0], *[run.end for run in cut[:-1]]]
    assert cut[-1].end == line[1]
    for run in cut:
        for offset in range(run.start, run.end):
            assert list(run.keys) == [x.key for x in layers if x.start <= offset < x.end]


@given(TEXTS)
@example("x" * 5000)
@example("word " * 2000)
@example("中文。" * 1500)
def test_tokens_found_piece_by_piece_are_those_of_the_text(text: str) -> None:
    found, walked = Tokens(text), []
    token = found.after(0)
    while token:
        walked.append(token)
        token = found.after(token[1])
    back = []
    token = found.before(len(text))
    while token:
        back.append(token)
        token = found.before(token[0])
    assert back[::-1] == walked
    if max((b - a for a, b in walked), default=0) < 1000:
        assert walked == tokens(text)


@given(TEXTS.filter(lambda text: bool(tokens(text))), st.data())
def test_every_step_stops_on_a_token_and_leads_somewhere(text: str, data: st.DataObject) -> None:
    known = set(tokens(text))
    start = data.draw(st.sampled_from(sorted(known)))
    cursor = Cursor(page(text, 40), start[0])
    ahead = [cursor.next_token, cursor.next_sentence, cursor.next_paragraph, cursor.line_end]
    back = [cursor.previous_token, cursor.previous_sentence, cursor.previous_paragraph]
    for step in ahead:
        assert step() in known
        assert step() >= start
    for step in [*back, cursor.line_start]:
        assert step() in known
        assert step() <= start
    if start != cursor.first():
        assert all(step() < start for step in back)
    if start != cursor.last():
        assert cursor.next_token() > start


def test_steps_pass_over_what_is_folded() -> None:
    cursor = Cursor(page("Caption here\nOne two", regions=(Region("caption", 0, 12),)), 13)
    assert cursor.first() == cursor.previous_token() == (13, 16)


def test_a_text_without_words_keeps_the_cursor_at_its_start() -> None:
    cursor = Cursor(page(" …\n— "))
    assert cursor.first() == cursor.last() == cursor.next_token() == (0, 0)
    assert cursor.vertical(1) == (0, 0)


def test_up_and_down_keep_to_a_cell_over_a_shorter_line() -> None:
    text = "one two three\nno\none two three"
    cursor = Cursor(page(text), text.index("three"))
    cursor.go(cursor.vertical(1), cursor.goal)
    assert cursor.token == (text.index("no"), text.index("no") + 2)
    assert cursor.vertical(1)[0] == text.rindex("three")
    cursor.go(cursor.token)
    assert cursor.vertical(1)[0] == text.rindex("one")


def test_a_selection_reaches_from_its_anchor_to_the_cursor_both_ways() -> None:
    selection = Selection()
    assert selection.reach((4, 7)) is None
    selection.anchor = (4, 7)
    assert selection.reach((8, 13)) == (4, 13)
    assert selection.reach((0, 3)) == (0, 7)


def test_a_selection_tells_what_looks_different() -> None:
    selection = Selection()
    assert selection.take(3, 3) == []
    assert selection.take(0, 3) == [(0, 3)]
    assert selection.take(0, 3) == []
    assert selection.take(0, 7) == [(0, 3), (0, 7)]
    assert selection.take(5, 5) == [(0, 7)]
    assert selection.span is None


def test_matches_are_found_by_place_and_lead_round() -> None:
    found = Matches("Amsel and AMSEL")
    found.find("amsel")
    assert found.spans == [(0, 5), (10, 15)]
    assert found.between(5, 11) == [(10, 15)]
    assert found.beside((0, 5), 1) == found.beside((0, 5), -1) == (10, 15)
    assert found.beside((10, 15), 1) == (0, 5)
    found.find("")
    assert found.beside((0, 5), 1) is None


@given(TEXTS)
def test_case_is_ignored_without_moving_anything(text: str) -> None:
    assert len(caseless(text)) == len(text)


def test_matches_do_not_overlap() -> None:
    assert matches(caseless("Aaaa İstanbul ΟΔΟΣ"), caseless("AA")) == [0, 2]
    assert matches(caseless("In İstanbul"), caseless("istanbul")) == [3]
    assert matches("anything", "") == []


@pytest.mark.parametrize("count", [0, 1, len(LETTERS), len(LETTERS) + 1, 300, 5000])
def test_hints_are_different_and_none_begins_another(count: int) -> None:
    made = hints(count)
    assert len(set(made)) == min(count, len(LETTERS) ** 2)
    assert len({len(hint) for hint in made}) <= 1
