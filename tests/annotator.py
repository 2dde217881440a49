"""Somebody who sits at the app: presses keys, looks at the disk."""

from __future__ import annotations

SIZE = (140, 40)


class Desk:
    """The app at work: press keys, look at the disk."""

    def __init__(self, desktop, app, pilot) -> None:
        self.desktop, self.app, self.pilot = desktop, app, pilot
        self.id = desktop.ids["treaty"]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def go(self, words: str, nth: int = 0) -> None:
        """Put the cursor on the nth occurrence of `words`."""
        at = -1
        for _ in range(nth + 1):
            at = self.text.index(words, at + 1)
        self.app.main_screen.view.text.move_to(at)
        await self.pilot.pause()

    @property
    def text(self) -> str:
        return self.app.workspace.reading.article.text

    def mentions(self) -> list[tuple[str, str]]:
        found = self.desktop.library.decisions(self.id).mentions
        return [(m.text, m.label) for m in sorted(found, key=lambda m: m.start)]

    def decisions(self):
        return self.desktop.library.decisions(self.id)

    @property
    def cursor(self) -> str:
        return self.text[slice(*self.app.main_screen.view.text.cursor)]

    @property
    def told(self) -> str:
        return "\n".join(note.message for note in self.app._notifications)


async def relate(desk, *note: str) -> None:
    """Ilse Brandt —visits→ Vesland, from head to note."""
    await desk.go("Ilse")
    await desk.press("r", "e", "enter")
    kind = next(t for t in desk.desktop.library.schema.relations if t.name == "visits")
    await desk.press(kind.key, *note, "enter")
