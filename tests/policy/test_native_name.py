"""Names without spaces between words are found by their surname, their given name and what stands around them."""

from __future__ import annotations

from typing import Any

import pytest

from policy.errors import PolicyDataError
from policy.native_name import load_native_names, native_names
from policy.view import read

NAMES = [
    ("王建国在公园打太极", "王建国"),
    ("陳志明騎腳踏車", "陳志明"),
    ("让李娜跳舞", "李娜"),
    ("黄阿姨跳广场舞", "黄阿姨"),
    ("佐藤健一が自転車に乗っている", "佐藤健一"),
    ("田中さんが走る", "田中さん"),
    ("박민수가 김밥을 만드는 영상", "박민수"),
    ("이서연 씨가 걷는다", "이서연"),
]
NOBODY = [
    "王国里的城堡在云中",
    "高山上的雪",
    "金色的麦田在风中摇摆",
    "马在草原上奔跑",
    "高橋を渡る電車",
    "山本来の姿",
    "이미지가 천천히 사라지는 효과",
    "a castle in the clouds",
]


def test_names_and_near_misses_are_equal_in_number() -> None:
    assert len(NAMES) == len(NOBODY)


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_a_name_is_found_where_it_stands(text: str, name: str) -> None:
    assert [text[slice(*span)] for span in load_native_names().find(read(text)[0])] == [name]


@pytest.mark.parametrize("text", NOBODY)
def test_a_word_that_begins_like_a_name_is_none(text: str) -> None:
    assert list(load_native_names().find(read(text)[0])) == []


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"zh": [], "ja": {}, "ko": {}},
        {"zh": {"surnames": ["王"]}, "ja": {}, "ko": {}},
    ],
)
def test_a_table_that_lacks_a_list_is_refused(raw: dict[str, Any]) -> None:
    with pytest.raises(PolicyDataError, match="must hold"):
        native_names(raw)
