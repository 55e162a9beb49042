"""``python -m tests.cases.generate_cases``: write the JSON files from the tables in ``tests/cases/themes``."""

from __future__ import annotations

import importlib
import json
import pkgutil
from pathlib import Path

from tests.cases import themes
from tests.cases.writing import Case

FOLDER = Path(__file__).parent


def themed_cases() -> dict[str, list[Case]]:
    """File name to cases."""
    modules = sorted(module.name for module in pkgutil.iter_modules(themes.__path__))
    found = {name: importlib.import_module(f"{themes.__name__}.{name}") for name in modules}
    return {name.replace("_", "-") + ".json": module.CASES for name, module in found.items()}


def render(cases: list[Case]) -> str:
    """One case a line, so that a difference shows the case."""
    return "[\n" + ",\n".join(json.dumps(each, ensure_ascii=False) for each in cases) + "\n]\n"


def main() -> None:
    for name, cases in themed_cases().items():
        (FOLDER / name).write_text(render(cases), encoding="utf-8")


if __name__ == "__main__":
    main()
