"""A table of small texts: what stands where, and how wide it gets."""

from __future__ import annotations

from m2m_conformance.interop.grid import WIDTH, Entry, grid


def plain(text: str, _colour: str) -> str:
    return text


def table(names: list[str], lines: tuple[str, ...]) -> list[str]:
    entries = {(row, column): Entry(lines, "green") for row in names for column in names}
    return list(grid(("from", "to"), names, names, entries, plain))


def test_cells_stand_below_the_names_of_their_columns() -> None:
    assert table(["a", "bcd"], ("passed 1", "2 skipped")) == [
        "      to",
        "from  a          bcd",
        "a     passed 1   passed 1",
        "      2 skipped  2 skipped",
        "bcd   passed 1   passed 1",
        "      2 skipped  2 skipped",
    ]


def test_what_does_not_fit_comes_below_with_the_names_of_the_rows_again() -> None:
    names = [f"target-number-{number}" for number in range(9)]
    lines = table(names, ("333 of 4444 failed",))
    assert max(map(len, lines)) <= WIDTH
    assert sum(line.startswith("target-number-0") for line in lines) == 3
    for name in names:
        assert sum(name in line for line in lines if line.startswith("from")) == 1


def test_one_column_wider_than_the_terminal_is_shown_all_the_same() -> None:
    assert len(table(["x" * 200], ("1",))) == 3


def test_only_the_first_line_of_a_cell_has_a_colour() -> None:
    entries = {("a", "a"): Entry(("1", "2"), "red")}
    lines = list(grid(("from", "to"), ["a"], ["a"], entries, lambda text, colour: f"<{colour}>{text}"))
    assert [line for line in lines if "<" in line] == ["a     <red>1"]
