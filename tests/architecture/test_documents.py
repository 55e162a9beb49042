"""Examples in the documents run."""

import pytest

from tests.architecture.documents import examples, load_examples
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
