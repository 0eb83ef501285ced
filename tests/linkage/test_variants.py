"""Values that are forms of one another become one identifier, and what reports say stays visible."""

import csv
from itertools import combinations
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.linkage import handles, names, photos, scripts
from amparo.linkage.index import build, opened
from amparo.linkage.matching import Mention, cases
from amparo.linkage.mentions import coded
from amparo.linkage.series import series
from amparo.linkage.variants import folded, written

LABELLED = Path(__file__).parent / "labelled"


def table(*rows: tuple[str, str, str]) -> pa.Table:
    report, kind, value = zip(*rows, strict=True)
    return pa.table({"report_id": report, "kind": kind, "value": value})


def alike(one: str, other: str) -> bool:
    return names.likeness(one, other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Youssef Chraïbi", "يوسف الشرايبي"),
        ("Mohamed Amrani", "AMRANI, Mohammed El"),
        ("محمد العمراني", "مُحَمَّد العَمْرَانِي"),
        ("Abdel Kader Ziani", "عبد القادر الزياني"),
        ("Kouassi Yao", "Yao Kwassi"),
        ("Issa Wedraogo", "Issa Ouédraogo"),
        ("Mark Anthony Dela Cruz", "Mark Antony de la Cruz"),
        ("Chukwu Emeka Okafor", "OKAFOR CHUKWUEMEKA"),
        ("Michael Boateng", "M1chael Boateng"),
        ("James Okoro", "Jarnes Okoro"),
        ("Nour Eddine Tazi", "Noureddine Tazi"),
        ("Kamal Eddine Tazi", "كمال الدين التازي"),
        ("Abd El Fattah Tazi", "Abdulfatah Tazi"),
        ("F. Zahra Tazi", "فاطمة الزهراء التازي"),
        ("رامى حداد", "Rami Haddad"),
        ("Elie Abi Rached", "Elie Abou Rached"),
        ("Brahim Ould El Haj", "Ibrahim Ouldelhaj"),
        ("Bpk Slamet Wibisono", "Slamet Wibisono"),
        ("Fco. Herrero Gil", "Francisco Herrero Gil"),
        ("Rodel Villa Nueva", "Rodel Villanueva"),
    ],
)
def test_forms_of_one_name(one: str, other: str) -> None:
    assert alike(one, other)
    assert names.probes(one) & names.kept(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Karim Benali", "Karima Benali"),
        ("Hassan Ouazzani", "Hussein Ouazzani"),
        ("Said Bennani", "سعيدة بناني"),
        ("Mohamed Amrani", "Ahmed Amrani"),
        ("Mohamed Tazi", "Mahmoud Tazi"),
        ("Jean Marc Kouakou", "Jean Luc Kouakou"),
        ("Rosa Santos", "Rose Santos"),
        ("Moussa Mansour", "Moussa Mansouri"),
        ("Georges Khoury", "Georgette Khoury"),
        ("Ousmane Seck", "Ousmane Sock"),
        ("Reynaldo Reyes", "Ronaldo Reyes"),
        ("Jamal Eddine Tazi", "Kamal Eddine Tazi"),
        ("Reda Chaibi", "Radia Chaibi"),
        ("receiver 1234", "receiver 1243"),
    ],
)
def test_different_names(one: str, other: str) -> None:
    assert not alike(one, other)


def grouped(*some: str) -> dict[str, str]:
    values = sorted(some)
    return {value: values[group] for value, group in zip(values, names.groups(values).of, strict=True)}


def test_an_initial_joins_the_only_name_that_it_can_mean() -> None:
    alone = grouped("F. Gbenou", "Firmin Gbenou", "Gbénou Firmin")
    assert len(set(alone.values())) == 1
    both = grouped("F. Gbenou", "Firmin Gbenou", "Felicite Gbenou")
    assert len(set(both.values())) == 3


def test_an_initial_that_others_leave_out_is_no_name_of_its_own() -> None:
    of = grouped("Reynaldo P. Bautista", "Reynaldo Bautista", "Reynaldo Bautitsa")
    assert len(set(of.values())) == 1


def test_a_spelling_of_two_names_is_one_of_them() -> None:
    of = grouped("Mahmud Abdulfattah Salim", "محمود عبد الفتاح سالم", "Mahmoud Abdel Fattah Salem")
    assert len(set(of.values())) == 1


def test_chains_are_cut_where_known_names_contradict() -> None:
    of = grouped("Lhoucine Ouchen", "الحسين أوشن", "Lahcen Ouchen", "الحسن أوشن")
    assert of["Lhoucine Ouchen"] == of["الحسين أوشن"] != of["Lahcen Ouchen"] == of["الحسن أوشن"]


def scores(file: str) -> tuple[float, float]:
    with (LABELLED / file).open(encoding="utf-8", newline="") as rows:
        told = [(row["person"], row["name"]) for row in csv.DictReader(rows)]
    of = grouped(*{name for _, name in told})
    both = mine = theirs = 0
    for (person, one), (other_person, other) in combinations(told, 2):
        same, truth = of[one] == of[other], person == other_person
        both, mine, theirs = both + (same and truth), mine + same, theirs + truth
    return both / mine, both / theirs


@pytest.mark.parametrize("file", ["receiver_names.csv", "receiver_names_2.csv", "receiver_names_dev.csv"])
def test_labelled_names(file: str) -> None:
    precision, recall = scores(file)
    assert precision >= 0.99
    assert recall >= 0.95


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_of_any_two_texts_is_symmetric(one: str, other: str) -> None:
    for forms in (names, handles, photos, scripts):
        there, back = forms.likeness(one, other), forms.likeness(other, one)
        assert (there is None) == (back is None)
        if there and back:
            assert there.cost == pytest.approx(back.cost)


@given(st.lists(st.text(alphabet="aeiouklmnrst ", min_size=1, max_size=16), max_size=12, unique=True))
def test_everything_is_in_one_group_and_a_group_is_named_by_one_of_it(some: list[str]) -> None:
    values = sorted(value for value in some if names.folds(value))
    found = names.groups(values)
    assert len(found.of) == len(values)
    assert all(found.of[group] == group for group in found.of)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("@Lea.M_2001", "lea_m.2001"),
        ("instagram:lea.m.2001", "https://www.instagram.com/lea.m.2001/"),
        ("instagram:lea.m.2001", "LeaM2001"),
        ("l1sa_rose", "lisarose"),
        ("lisarosе", "lisarose"),  # a Cyrillic letter
    ],
)
def test_forms_of_one_handle(one: str, other: str) -> None:
    assert handles.likeness(one, other)
    assert handles.probes(one) & handles.kept(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("maria.k", "marla.k"),
        ("ab_c", "abc"),
        ("sam.1.23", "sam.12.3"),
        ("handle-12", "handle-1-2"),
        ("snapchat: leam2001", "instagram:leam2001"),
        ("maria1", "marial"),
    ],
)
def test_different_handles(one: str, other: str) -> None:
    assert not handles.likeness(one, other)


def fingerprints(rng: np.random.Generator, many: int, flips: int) -> list[str]:
    one = rng.integers(0, 2, 256)
    out = []
    for _ in range(many):
        bits = one.copy()
        bits[rng.choice(256, flips, replace=False)] ^= 1
        out.append(np.packbits(bits).tobytes().hex())
    return out


def test_pairs_of_fingerprints_are_those_of_brute_force() -> None:
    rng = np.random.default_rng(5)
    values = [value for flips in (3, 12, 15, 16, 20, 40) for value in fingerprints(rng, 12, flips)]
    words = np.frombuffer(bytes.fromhex("".join(values)), np.uint64).reshape(-1, 4)
    left, right, apart = photos.pairs(words)
    distance = np.bitwise_count(words[:, None] ^ words[None]).sum(axis=2)
    expected = np.nonzero(np.triu(distance <= photos.DISTANCE, 1))
    assert len(left)
    assert set(zip(left, right, strict=True)) == set(zip(*expected, strict=True))
    assert (apart == distance[left, right]).all()


def test_a_photo_is_found_by_what_it_is_kept_under() -> None:
    one, other = fingerprints(np.random.default_rng(6), 2, 15)
    assert photos.likeness(one, other)
    assert photos.probes(one) & photos.kept(other)


def test_digests_and_flat_pictures_stay_as_they_are() -> None:
    assert not photos.folds("d41d8cd98f00b204e9800998ecf8427e")
    assert not photos.folds("0" * 64)
    assert not photos.folds("photo-12")


SCRIPT = (
    "hello i have your video and all your contacts if you do not send {} today i will send it to everyone that you know "
    "answer now or your family sees it in {} minutes there is no second chance"
)


def test_copies_of_a_script_are_one_and_ids_stay() -> None:
    one, other = (
        SCRIPT.format("200 euro", 10),
        SCRIPT.format("500 dollars", 30).replace("answer", "reply").upper(),
    )
    half = (
        SCRIPT[:50]
        + " we are the police of your country and you must pay a fine at once because of what you did here"
    )
    told = folded(
        table(
            *(
                (f"r{n}", "script", text)
                for n, text in enumerate((one, other, half, "script-12", "script-13"))
            )
        )
    )
    values = told.mentions["value"].to_pylist()
    assert values[0] == values[1]
    assert values[2:] == [half, "script-12", "script-13"]
    assert scripts.probes(one) & scripts.kept(other)


def names_table() -> pa.Table:
    return table(
        ("r1", "receiver", "Youssef Chraïbi"),
        ("r2", "receiver", "Youssef Chraïbi"),
        ("r3", "receiver", "يوسف الشرايبي"),
        ("r3", "handle", "@Lea.M_2001"),
        ("r4", "handle", "lea_m.2001"),
        ("r4", "phone", "+447700900123"),
    )


def test_the_most_written_form_names_the_group_and_the_others_stay_visible() -> None:
    told = folded(names_table())
    assert told.mentions["value"].to_pylist()[:3] == ["Youssef Chraïbi"] * 3
    assert told.mentions["written"].to_pylist() == names_table()["value"].to_pylist()
    rows = {row["value"]: row for row in told.variants.to_pylist()}
    assert rows["يوسف الشرايبي"]["group"] == "Youssef Chraïbi"
    assert rows["يوسف الشرايبي"]["why"] == "the same name in other letters"
    assert rows["Youssef Chraïbi"]["why"] == "names the group"
    said = written(told.mentions.select(["report_id", "kind", "value"]), told.mentions)["written"].to_pylist()
    assert said == [None, None, "يوسف الشرايبي", None, "lea_m.2001", None]


def test_the_order_of_the_rows_changes_nothing() -> None:
    rows = names_table()
    back = rows.take(list(range(rows.num_rows))[::-1])
    one, other = folded(rows), folded(back)
    assert one.variants.equals(other.variants)
    assert one.mentions["value"].to_pylist() == other.mentions["value"].to_pylist()[::-1]


def test_nothing_to_fold_leaves_the_table() -> None:
    rows = table(
        ("r1", "phone", "+447700900123"), ("r2", "receiver", "receiver-1"), ("r3", "receiver", "receiver-2")
    )
    told = folded(rows)
    assert told.mentions["value"].to_pylist() == rows["value"].to_pylist()
    assert told.variants.num_rows == 0


@pytest.fixture
def index(tmp_path: Path) -> Path:
    told = folded(names_table())
    cases_ = coded(told.mentions)
    build(tmp_path / "index", cases_, series(cases_.mentions), told.mentions)
    return tmp_path / "index"


def receiver(name: str) -> Mention:
    return Mention("receiver", name, 1)


def test_a_new_form_is_folded_at_once_and_says_so(index: Path) -> None:
    with opened(index) as live:
        found = live.match([receiver("Yusuf CHRAIBI")])
        (candidate, *_) = found.candidates
        (reason,) = candidate.reasons
        assert (reason.value, reason.written) == ("Youssef Chraïbi", "Yusuf CHRAIBI")
        assert "spelling" in reason.folded
        assert not live.match([receiver("Youssra Chraibi")]).candidates


def test_an_added_form_is_written_out_as_the_report_has_it(index: Path) -> None:
    with opened(index) as live:
        live.add("n1", [receiver("Yusuf CHRAIBI")])
        rows = {
            row["report_id"]: row["value"] for row in live.mentions().to_pylist() if row["kind"] == "receiver"
        }
    assert rows == {
        "r1": "Youssef Chraïbi",
        "r2": "Youssef Chraïbi",
        "r3": "يوسف الشرايبي",
        "n1": "Yusuf CHRAIBI",
    }


def test_with_the_last_report_that_writes_a_form_it_is_gone(index: Path) -> None:
    with opened(index) as live:
        live.remove("r1")
        live.remove("r2")
        (candidate, *_) = live.match([receiver("Yusuf Chraibi")]).candidates
        assert candidate.reasons[0].value == "يوسف الشرايبي"
    for file in index.iterdir():
        assert "Youssef Chraïbi".encode() not in file.read_bytes()


def test_what_could_be_two_is_neither(index: Path) -> None:
    with opened(index) as live:
        live.add("n1", [receiver("Firmin Gbenou")])
        live.add("n2", [receiver("Felicite Gbenou")])
        assert not live.match([receiver("F. Gbenou")]).candidates


def test_an_index_that_was_built_exactly_folds_nothing(tmp_path: Path) -> None:
    told = coded(names_table())
    build(tmp_path / "exact", told, series(told.mentions))
    with opened(tmp_path / "exact") as live:
        for name, case in cases(table(("n1", "receiver", "Yusuf Chraibi"))):
            assert not live.match(case).candidates
            live.add(name, case)
            live.remove(name)
        assert live.mentions().num_rows == 6


def test_a_script_whose_middle_is_withdrawn_is_still_found(tmp_path: Path) -> None:
    texts = [
        SCRIPT.format(f"{number} euro {place}", number)
        for number, place in enumerate(("here", "there", "now", "soon"))
    ]
    told = folded(
        table(
            *((f"r{n}", "script", text) for n, text in enumerate(texts)),
            *((f"r{n}", "phone", "p") for n in range(4)),
        )
    )
    some = coded(told.mentions)
    build(tmp_path / "index", some, series(some.mentions), told.mentions)
    middle = told.mentions["value"][0].as_py()
    new = Mention("script", SCRIPT.format("90 pounds", 5), 2)
    with opened(tmp_path / "index") as live:
        assert live.match([new]).candidates[0].reasons[0].value == middle
        live.remove(f"r{texts.index(middle)}")
        (reason,) = live.match([new]).candidates[0].reasons
        assert reason.value in texts
        assert reason.value != middle
        assert reason.reports_here == 3


@given(st.from_regex(r"[a-zA-Z]{0,4}[ .'-]?([A-Z]?[a-z0-9]{1,3}[ .'-]?){0,9}", fullmatch=True))
def test_numbers_are_told_as_they_are_when_the_name_is_taken_apart(name: str) -> None:
    some = names.words(name)
    assert names.folds(name) == (bool(some) and not any(sum(map(str.isdigit, word)) > 1 for word in some))
