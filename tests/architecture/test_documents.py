"""Examples in the documents run, and what is quoted is in the source."""

from dataclasses import fields

import pytest

from limen.operations.registry import ReadOperation, WriteOperation
from tests.architecture.documents import QUOTATION, examples, load_examples, wrong_quotations
from tests.architecture.source import ROOT

TEXT = """# Title

```python
this is not run
```

```python runnable
assert 1 + 1 == {answer}
```
"""


def test_every_runnable_example_runs():
    for example in load_examples(ROOT):
        example.run()


def test_only_marked_examples_are_run():
    (example,) = examples("x.md", TEXT.format(answer=2))
    assert example.place == "x.md:8"
    example.run()


def test_an_example_that_is_wrong_fails():
    (example,) = examples("x.md", TEXT.format(answer=3))
    with pytest.raises(AssertionError):
        example.run()


RECIPE = ROOT / "docs/adding-an-operation.md"


def test_what_documents_quote_is_in_the_source():
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    assert {path.name: wrong for path in documents if (wrong := wrong_quotations(ROOT, path.read_text("utf-8")))} == {}
    assert len(QUOTATION.findall(RECIPE.read_text("utf-8"))) == 3


@pytest.mark.parametrize(
    ("old", "new"),
    [("CreateAccountAlias", "CreateAlias"), ("overview.py", "nowhere.py"), ("    tx.put(", "    tx.delete(")],
)
def test_a_quotation_that_is_out_of_date_is_found(old, new):
    assert wrong_quotations(ROOT, RECIPE.read_text("utf-8").replace(old, new)) != []


def test_the_recipe_names_every_part_of_a_declaration():
    """A new part of the declaration is explained, or this fails."""
    parts = {field.name for kind in (ReadOperation, WriteOperation) for field in fields(kind)}
    table = RECIPE.read_text("utf-8").partition("| part |")[2].partition("\n\n")[0]
    assert {part for part in parts - {"service", "handle"} if part not in table} == set()
