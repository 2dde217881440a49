"""Line list: styled lines, drawn as they come into view: inspector, help and pickers use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from newsbrowse.layout.safe import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType


FAR = 1_000_000
"""More lines than any list has: moving so far is moving to the end."""

PAGES: tuple[BindingType, ...] = (
    ("down,j", "move(1)", "Down"),
    ("up,k", "move(-1)", "Up"),
    ("pagedown,ctrl+d,space", "move(12)", "A page down"),
    ("pageup,ctrl+u", "move(-12)", "A page up"),
    ("g,home", f"move({-FAR})", "Start"),
    ("G,end", f"move({FAR})", "End"),
)
"""Keys of screens that are a long list: what they call moves along it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `parts` are (text, style), `right` stands at the right edge.

    A style is a component class of `LineList` without its prefix (`strong`, `quiet`, …), a colour,
    or empty. `value` is what choosing the line means; a line without one is a heading that the
    cursor passes over.
    """

    parts: tuple[tuple[str, str], ...]
    right: tuple[tuple[str, str], ...] = ()
    value: Any = None


def wrapped(words: str, width: int) -> list[str]:
    """Short pieces of something long, so that all of it can be read in a narrow pane."""
    lines, line = [], ""
    for word in words.split():
        while len(word) > width:
            lines += [line] if line else []
            lines.append(word[:width])
            line, word = "", word[width:]
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line] if line else lines


class _Told(Message):
    """What a list tells of one of its lines."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class LineList(ScrollView, can_focus=True, inherit_bindings=False):
    """Lines with a cursor on those that mean something.

    | component class | what it styles |
    |---|---|
    | `line-list--strong` | headings and names |
    | `line-list--quiet` | what is said beside them |
    | `line-list--accent` | keys, names |
    | `line-list--match` | what was searched for |
    | `line-list--added` | words that are new |
    | `line-list--removed` | words that are gone |
    | `line-list--cursor` | the line under the cursor |
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line-list--strong",
        "line-list--quiet",
        "line-list--accent",
        "line-list--match",
        "line-list--added",
        "line-list--removed",
        "line-list--cursor",
    }
    DEFAULT_CSS = """
    LineList {
        background: $background;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        & > .line-list--strong { text-style: bold; }
        & > .line-list--quiet { color: $foreground 60%; }
        & > .line-list--accent { color: $accent; text-style: bold; }
        & > .line-list--match { color: $warning; text-style: bold underline; }
        & > .line-list--added { color: $success; text-style: bold; }
        & > .line-list--removed { color: $error; }
        & > .line-list--cursor { background: $primary 18%; }
        &:focus > .line-list--cursor { background: $primary 35%; text-style: bold; }
        &:ansi > .line-list--quiet { text-style: dim; color: ansi_default; }
        &:ansi > .line-list--cursor { background: ansi_default; text-style: underline; }
        &:ansi:focus > .line-list--cursor { background: ansi_default; text-style: reverse; }
    }
    """

    cursor: reactive[int] = reactive(-1, repaint=False)

    class Moved(_Told):
        """The cursor is on another line; `value` is that line's."""

    class Chosen(_Told):
        """A line was clicked or `choose` was called on it."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._tall = 1
        self.lines: Sequence[Line] = ()
        """What is listed; to be given by `set_lines`."""

    @property
    def value(self) -> Any:
        """The value under the cursor, or None."""
        return self.lines[self.cursor].value if 0 <= self.cursor < len(self.lines) else None

    def set_lines(self, lines: Sequence[Line], value: Any = None, tall: int = 1) -> None:
        """List `lines`; the cursor goes to the line with `value`, or stays about where it was.

        The cursor lights up `tall` lines: those behind the one with a value belong to it then.
        """
        self._tall = tall
        keep = self.value if value is None else value
        before = self.cursor
        self.lines = lines
        self.virtual_size = Size(self.scrollable_content_region.width, len(lines))
        at = next((i for i, x in enumerate(lines) if keep is not None and x.value == keep), None)
        self.set_reactive(LineList.cursor, -1)
        self._to(before if at is None else at)
        self.refresh()

    def move(self, by: int) -> None:
        """Move the cursor over `by` lines that mean something; it stops at the ends."""
        step = 1 if by > 0 else -1
        at = self.cursor
        for _ in range(abs(by)):
            following = self._next(at + step, step)
            if following is None:
                break
            at = following
        self._to(at)

    def choose(self) -> None:
        """Say that the line under the cursor is meant."""
        if self.value is not None:
            self.post_message(self.Chosen(self.value))

    def render_line(self, y: int) -> Strip:
        """One line of the list as it is on the screen."""
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        if index >= len(self.lines):
            return Strip.blank(width, self.rich_style)
        at_cursor = 0 <= self.cursor <= index < self.cursor + self._tall
        return self._strip(self.lines[index], width, at_cursor=at_cursor)

    def watch_cursor(self, before: int, now: int) -> None:
        """Draw the two lines that changed and keep the cursor in view."""
        for at in (before, now):
            self.refresh(Region(0, at - self.scroll_offset.y, self.size.width, self._tall))
        if now >= 0:
            if self._next(now - 1, -1) is None:
                self.scroll_to(y=0, animate=False, force=True)  # with the heading above it
            else:
                self.scroll_to_region(Region(0, now, 1, self._tall), animate=False, force=True)
            self.post_message(self.Moved(self.value))

    def on_resize(self) -> None:
        """Keep the width of what can be scrolled that of the window."""
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.lines))

    def on_click(self, event: events.Click) -> None:
        """Choose the line that was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        clicked = offset.y + self.scroll_offset.y
        for index in range(clicked, max(clicked - self._tall, -1), -1):
            if index < len(self.lines) and self.lines[index].value is not None:
                self.cursor = index
                self.choose()
                break

    def _to(self, at: int) -> None:
        found = self._next(min(at, len(self.lines) - 1), 1)
        if found is None:
            found = self._next(min(at, len(self.lines) - 1), -1)
        self.cursor = -1 if found is None else found

    def _next(self, at: int, step: int) -> int | None:
        at = max(at, 0) if step > 0 else at
        while 0 <= at < len(self.lines):
            if self.lines[at].value is not None:
                return at
            at += step
        return None

    def _strip(self, line: Line, width: int, *, at_cursor: bool) -> Strip:
        over = ("line-list--cursor",) if at_cursor else ()
        base = self._style("", over)
        right = [Segment(safe(text), self._style(name, over)) for text, name in line.right]
        room = max(0, width - sum(cell_len(s.text) for s in right) - (1 if right else 0))
        segments: list[Segment] = []
        for text, name in line.parts:
            shown = safe(text)
            size = cell_len(shown)
            if size > room:
                shown = set_cell_size(shown, room - 1) + "…" if room else ""
                size = room
            segments.append(Segment(shown, self._style(name, over)))
            room -= size
        gap = room + (1 if right else 0)
        return Strip([*segments, Segment(" " * gap, base), *right]).adjust_cell_length(width, base)

    def _style(self, name: str, over: tuple[str, ...]) -> Style:
        known = f"line-list--{name}"
        components = (known, *over) if known in self.COMPONENT_CLASSES else over
        style = self.get_visual_style(*components).rich_style
        for component in components:  # a visual style knows no reverse
            style += self.get_component_styles(component).text_style
        if name and known not in components:
            style += Style(color=Color.parse(name).rich_color)
        return style
