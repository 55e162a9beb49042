"""The source keeps the limits of CONTRIBUTING.md, and each limit can be broken."""

import pytest

from tests.architecture.limits import (
    FILE_MEDIAN,
    FUNCTION_MEDIAN,
    LAWS,
    bare_suppressions,
    broad_excepts,
    large_classes,
    long_file,
    long_functions,
    loose_dataclasses,
    median_file_lines,
    median_function_lines,
    missing_docstring,
    vague_name,
)
from tests.architecture.source import load_source, parse_source

SOURCE = load_source()


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_source_keeps(law):
    broken = [finding for file in SOURCE for finding in law(file)]
    assert not broken, "\n".join(broken)


def test_functions_are_short():
    assert median_function_lines(SOURCE) <= FUNCTION_MEDIAN


def test_files_are_short():
    assert median_file_lines(SOURCE) <= FILE_MEDIAN


def function(lines, name="f", indent=""):
    body = "\n".join(f"{indent}    x = {n}" for n in range(lines - 1))
    return f"{indent}def {name}():\n{body}\n"


def class_with(methods, lines_each=2):
    return "class C:\n" + "".join(function(lines_each, f"m{n}", "    ") for n in range(methods))


BROKEN = [
    (long_functions, function(61)),
    (large_classes, class_with(16)),
    (large_classes, class_with(5, lines_each=40)),
    (long_file, "x = 1\n" * 501),
    (loose_dataclasses, "@dataclass\nclass A: ...\n"),
    (loose_dataclasses, "@dataclass(frozen=True)\nclass A: ...\n"),
    (loose_dataclasses, "@dataclasses.dataclass(frozen=True, slots=False)\nclass A: ...\n"),
    (missing_docstring, "x = 1\n"),
    (broad_excepts, "try: f()\nexcept Exception: pass\n"),
    (broad_excepts, "try: f()\nexcept: pass\n"),
    (broad_excepts, "try: f()\nexcept (KeyError, BaseException) as e: g(e)\n"),
    (bare_suppressions, "x = 1  # no" + "qa\n"),
    (bare_suppressions, "x = 1  # no" + "qa: S608\n"),
    (bare_suppressions, "x = 1  # type: ig" + "nore[arg-type]\n"),
]
KEPT = [
    (long_functions, function(60)),
    (large_classes, class_with(15)),
    (long_file, "x = 1\n" * 500),
    (loose_dataclasses, "@dataclass(frozen=True, slots=True)\nclass A: ...\n"),
    (loose_dataclasses, "@final\nclass A: ...\n"),
    (missing_docstring, '"""What it is."""\n'),
    (vague_name, "x = 1\n"),
    (broad_excepts, "try: f()\nexcept KeyError: pass\n"),
    (broad_excepts, "try: f()\nexcept BaseException:\n    undo()\n    raise\n"),
    (bare_suppressions, "x = 1  # no" + "qa: S608 - the names are our own constants\n"),
    (bare_suppressions, "x = 1  # type: ig" + "nore[arg-type]  # the stub is wrong\n"),
]


@pytest.mark.parametrize(("law", "text"), BROKEN)
def test_a_law_sees_what_breaks_it(law, text):
    assert list(law(parse_source("limen/engine/example.py", text)))


@pytest.mark.parametrize(("law", "text"), KEPT)
def test_a_law_lets_pass_what_keeps_it(law, text):
    assert not list(law(parse_source("limen/engine/example.py", text)))


@pytest.mark.parametrize("name", ["limen/utils.py", "limen/wire/common/__init__.py", "limen/store/_base.py"])
def test_vague_names_are_seen(name):
    assert list(vague_name(parse_source(name, "")))


def test_the_pipeline_may_catch_everything():
    assert not list(broad_excepts(parse_source("limen/runtime/pipeline.py", "try: f()\nexcept Exception: pass\n")))


def test_medians_are_medians():
    file = parse_source("limen/x.py", function(3) + function(9) + function(30))
    assert median_function_lines([file]) == 9
    assert median_file_lines([file, parse_source("limen/y.py", "x = 1\n" * 8)]) == 25
