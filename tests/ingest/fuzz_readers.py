"""Fuzzing of all readers, guided by the code that is reached; not part of any test run.

Run: `pip install atheris`, then
`python tests/ingest/fuzz_readers.py [-max_total_time=600] [CORPUS]`.
What it finds lies in the folder it was started in as `crash-…`; give that file as an argument to
read it again. Inputs that reach new code are kept in the folder CORPUS, if one is named.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # as pytest has it

FOLLOWED = ["newsbrowse_ingest.readers.read", "tarfile", "zipfile", "pypdf"]
"""The packages whose code guides the fuzzer."""


def main() -> None:
    """Feed the fuzzer with the samples, and let it run."""
    import atheris

    with atheris.instrument_imports(include=FOLLOWED):
        import pypdf  # noqa: F401  # what is imported later is not followed

        from ingest.readers import fuzzing
        from newsbrowse_ingest.readers import registry  # noqa: F401

    names = list(fuzzing.CORPUS)

    def read(data: bytes) -> None:
        """Read input whose first byte tells what it is called."""
        if data:
            fuzzing.check(data[1:], names[data[0] % len(names)])

    with tempfile.TemporaryDirectory() as folder:
        for number, content in enumerate(fuzzing.CORPUS.values()):
            for depth, layer in enumerate(fuzzing.layers(content)):
                path = Path(folder, f"{number:03}-{depth}")
                path.write_bytes(bytes([number]) + layer.whole(layer.data))
        again = any(Path(each).is_file() for each in sys.argv[1:])
        atheris.Setup([*sys.argv, *([] if again else [folder])], read)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
