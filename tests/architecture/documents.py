"""Examples in the documents: Python fences marked `runnable` are programs that must run and keep their asserts.

```python runnable
from limen import evaluate
```

Fences marked with a file of the repository quote it, line by line.

```python source=limen/errors.py
class LimenError(Exception):
```
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```python runnable\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)

QUOTATION = re.compile(r"^```python source=(?P<file>\S+)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    place: str
    code: str

    def run(self) -> None:
        """Run it in a namespace of its own; its exceptions are passed on."""
        exec(compile(self.code, self.place, "exec"), {"__name__": "example"})


def examples(name: str, text: str) -> Iterator[Example]:
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 2
        yield Example(place=f"{name}:{line}", code="\n" * (line - 1) + found["code"])


def load_examples(root: Path) -> tuple[Example, ...]:
    documents = [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
    return tuple(e for path in documents for e in examples(path.relative_to(root).as_posix(), path.read_text("utf-8")))


def wrong_quotations(root: Path, text: str) -> list[str]:
    """Quotations that differ from their files, below the root or `src/`."""
    found = []
    for quotation in QUOTATION.finditer(text):
        places = [root / "src" / quotation["file"], root / quotation["file"]]
        source = next((path.read_text("utf-8") for path in places if path.is_file()), "")
        if f"\n{quotation['code']}" not in source:
            found.append(f"{quotation['file']}: {quotation['code'].splitlines()[0]}")
    return found
