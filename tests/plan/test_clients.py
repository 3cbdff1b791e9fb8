"""Tables of clients: columns and cells, however a spreadsheet saved them, with every mistake told at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import BatchError
from generator.plan.clients import MOST_ROWS, read_rows

GOOD = "code,practice,minutes,listener.name,image.label\nQ7,time-out,3,Ann,an old yew\nR2,sense-anchor,,,\n"


def mistakes(text: str) -> list[str]:
    with pytest.raises(BatchError) as caught:
        read_rows(text, "clients.csv")
    return [line.strip() for line in str(caught.value).splitlines()[1:]] or [str(caught.value)]


def test_each_row_holds_its_filled_cells_and_the_number_a_spreadsheet_shows() -> None:
    first, second = read_rows(GOOD, "clients.csv")

    assert (first.number, second.number) == (2, 3)
    assert first.wishes == {"code": "Q7", "practice": "time-out", "minutes": "3"}
    assert first.settings == {"listener.name": "Ann", "image.label": "an old yew", "listener.code": "Q7"}
    assert second.wishes == {"code": "R2", "practice": "sense-anchor"}
    assert first.over({"image": {"kind": "tree"}})["image"] == {"kind": "tree", "label": "an old yew"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_delimiter_will_do(delimiter: str) -> None:
    assert read_rows(GOOD.replace(",", delimiter), "clients.csv") == read_rows(GOOD, "clients.csv")


def test_quoted_cells_may_hold_delimiters_and_line_ends_and_empty_rows_are_left_out() -> None:
    rows = read_rows(
        'code,practice,image.words\r\n\r\nQ7,time-out,"I have time,\r\nand so do you."\r\n,,\r\n', "c.csv"
    )

    assert [row.number for row in rows] == [3]
    assert rows[0].settings["image.words"] == "I have time,\r\nand so do you."


def test_short_names_of_columns_are_understood() -> None:
    (row,) = read_rows(
        "Code,Practice,Name,Level,Bed,Options,fields.recipient\nQ7,flow-out,Ann,first,rain,no-touch,you\n",
        "c.csv",
    )
    assert row.settings == {
        "listener.name": "Ann", "listener.level": "first", "sound.bed": "rain", "listener.options": "no-touch",
        "fields.recipient": "you", "listener.code": "Q7",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "This table is empty"),
        ("code,practice\n", "column names and no rows"),
        ("code,minutes\nQ7,3\n", "row 1, practice: this column is missing"),
        ("code,practice,code\nQ7,time-out,Q7\n", "row 1, code: this column is there twice"),
        ("code,practice,,\nQ7,time-out,a,b\n", "row 1: a column has no name"),
        ("code,practice,lable\nQ7,time-out,x\n", "row 1, lable: there is no such column"),
        ("code,practice\nQ7,time-out,3\n", "row 2: it has 3 cells for 2 columns"),
        ("code,practice\n,time-out\n", "row 2, code: it is empty"),
        ("code,practice\n../Q7,time-out\n", "row 2, code: should be up to 24 letters"),
        ("code,practice,level\nQ7,time-out,frist\n", "row 2, listener.level: 'frist' is not one we know. Did you mean 'first'"),
        ('code,practice\nQ7,"time-out\n', "cannot be read near its line"),
        ("code,practice,image.words\nQ7,time-out," + "x" * 10_001 + "\n", "row 2, image.words: it holds 10001 characters"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_row_and_column(text: str, told: str) -> None:
    assert any(told in line for line in mistakes(text)), mistakes(text)


def test_all_mistakes_are_told_at_once_and_in_order() -> None:
    found = mistakes(
        "code,practice,level,voice.pace\nQ 7,time-out,frist,fast\nR2,,first,110\nS3,time-out,first,300\n"
    )

    assert [line.partition(":")[0] for line in found] == [
        "row 2, code", "row 2, listener.level", "row 2, voice.pace", "row 3, practice", "row 4, voice.pace",
    ]  # fmt: skip


def test_ten_thousand_rows_are_the_most() -> None:
    text = "code,practice\n" + "Q7,time-out\n" * (MOST_ROWS + 1)
    assert "10000 is the most" in mistakes(text)[0]


def test_cells_that_a_spreadsheet_would_work_out_are_words() -> None:
    (row,) = read_rows("code,practice,listener.name\nQ7,time-out,=SUM(A1)\n", "c.csv")
    assert row.settings["listener.name"] == "=SUM(A1)"


@given(st.text(max_size=300))
def test_whatever_is_in_the_file_gives_rows_or_our_error(text: str) -> None:
    try:
        read_rows(text, "clients.csv")
    except BatchError as error:
        told = str(error)
    else:
        return
    assert told.startswith("clients.csv")
