"""Valid identifiers are found in any noise; broken ones are not."""

import hashlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban as reference

from amparo.recognition.indicators import (
    account,
    amount,
    card,
    device,
    email,
    iban,
    ip,
    number_words,
    phone,
    url,
    wallet,
)
from amparo.recognition.indicators.base import Claims, View
from amparo.recognition.indicators.kinds import KINDS

NOISE = st.text("abc xyz ,.!?\n😀é", max_size=20).map(lambda noise: f"{noise} ")
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def in_noise(before, value, after):
    return f"{before}{value} {after}"


@st.composite
def ibans(draw):
    country, length = draw(st.sampled_from([("DE", 22), ("FR", 27), ("GB", 22), ("MA", 28), ("ES", 24)]))
    digits = draw(st.text("0123456789", min_size=length - 4, max_size=length - 4))
    bban = f"NWBK{digits[4:]}" if country == "GB" else digits
    check = 98 - int("".join(str(int(c, 36)) for c in f"{bban}{country}00")) % 97
    return f"{country}{check:02d}{bban}"


def base58check(payload):
    raw = payload + hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    value = int.from_bytes(raw, "big")
    written = ""
    while value:
        value, place = divmod(value, 58)
        written = BASE58[place] + written
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + written


@given(ibans(), NOISE, NOISE, st.booleans())
def test_an_iban_in_groups_or_not(value, before, after, grouped):
    written = " ".join(value[n : n + 4] for n in range(0, len(value), 4)) if grouped else value
    (hit,) = iban.find(View(in_noise(before, written, after)))
    assert (hit.value, hit.valid) == (value, True)


@given(ibans(), st.integers(1, 9), st.integers(4, 12))
def test_an_iban_with_one_wrong_digit_is_never_valid(value, shift, at):
    at += 4
    wrong = value[:at] + str((int(value[at]) + shift) % 10) + value[at + 1 :]
    assert not reference.is_valid(wrong, check_country=False)
    assert [hit for hit in iban.find(View(wrong)) if hit.valid] == []
    assert iban.find(View(f"IBAN: {wrong}")) == []


@given(
    st.binary(min_size=20, max_size=20),
    st.sampled_from([(b"\0", "bitcoin"), (b"\5", "bitcoin"), (b"\x30", "litecoin"), (b"\x41", "tron")]),
    NOISE,
    NOISE,
)
def test_an_address_of_any_coin(content, coin, before, after):
    version, name = coin
    value = base58check(version + content)
    (hit,) = wallet.find(View(in_noise(before, value, after)))
    assert (hit.value, hit.valid, hit.platform) == (value, True, name)


@given(st.binary(min_size=20, max_size=20), st.integers(1, 57))
def test_a_wrong_address_is_nothing_whatever_the_text_calls_it(content, shift):
    value = base58check(b"\0" + content)
    wrong = value[:-1] + BASE58[(BASE58.index(value[-1]) + shift) % 58]
    assert wallet.find(View(f"see {wrong} there")) == []
    assert wallet.find(View(f"my bitcoin wallet {wrong}")) == []


@given(st.binary(min_size=20, max_size=20), NOISE)
def test_ethereum_in_any_case_is_kept_as_written_and_has_one_canonical_form(content, before):
    forms = ("0x" + content.hex(), "0x" + content.hex().upper(), wallet.checksummed("0x" + content.hex()))
    values = [wallet.find(View(before + form))[0].value for form in forms]
    assert values == list(forms)
    assert {wallet.canonical(value) for value in values} == {forms[2]}


@pytest.mark.parametrize(
    "written",
    [  # test vectors of BIP 173, BIP 350 and EIP-55
        "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
        "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    ],
)
def test_published_test_vectors_are_valid(written):
    (hit,) = wallet.find(View(written))
    assert hit.valid


@pytest.mark.parametrize(
    "written",
    [
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
        "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
    ],
)
def test_published_wrong_addresses_are_not(written):
    assert wallet.find(View(written)) == []


@given(st.text("0123456789", min_size=14, max_size=14), NOISE, NOISE)
def test_a_card_needs_its_last_digit(body, before, after):
    digits = "4" + body
    last = next(n for n in range(10) if card.luhn(f"{digits}{n}"))
    assert [hit.value for hit in card.find(View(in_noise(before, f"{digits}{last}", after)))] == [
        f"{digits}{last}"
    ]
    assert card.find(View(in_noise(before, f"{digits}{(last + 1) % 10}", after))) == []


@given(st.integers(0, 999), NOISE, NOISE)
def test_a_drama_number_is_found_and_said_to_be_one(number, before, after):
    (hit,) = phone.find(View(in_noise(before, f"+44 7700 900{number:03d}", after)))
    assert (hit.value, hit.valid, hit.note) == (
        f"+447700900{number:03d}",
        False,
        "reserved for drama and examples",
    )


@given(st.ip_addresses(v=4))
def test_every_address_that_somebody_can_be_asked_about_is_read(address):
    private = any(address in network for network in ip.PRIVATE)
    assert [hit.value for hit in ip.find(View(f"your ip is {address}."))] == [str(address)] * (not private)


@given(st.integers(1, 999_999), st.sampled_from(["{} euros", "€{}", "{} EUR", "EUR {}", "{}€"]))
def test_every_sum_is_read(number, form):
    assert [hit.value for hit in amount.find(View(f"pay {form.format(number)} now"))] == [f"{number} EUR"]
    grouped = f"{number:,}"
    assert [hit.value for hit in amount.find(View(f"pay {form.format(grouped)} now"))] == [f"{number} EUR"]


def test_numbers_in_words():
    assert [number_words.number_in(words) for words in ("two hundred and fifty", "quatre-vingt-dix", "mille", "deux mille trois cents", "cat")] == [
        250, 90, 1000, 2300, None,
    ]  # fmt: skip


def test_what_dollars_are_depends_on_the_country():
    (open_,) = amount.find(View("100 dollars"))
    assert (open_.value, open_.note) == ("100 USD|CAD|AUD", "dollars of which country is not stated")
    (settled,) = amount.find(View("100 dollars", country="US"))
    assert (settled.value, settled.note) == ("100 USD", "dollars: as --country US reads it")


def test_a_local_number_of_two_countries_keeps_both_readings():
    hits = phone.find(View("call 0612345678"))
    assert [hit.value for hit in hits] == ["+33612345678", "+212612345678"]
    assert {hit.valid for hit in hits} == {None}
    assert {hit.note for hit in hits} == {"country not stated; it could be +33612345678, +212612345678"}
    assert [hit.value for hit in phone.find(View("call 0612345678", country="MA"))] == ["+212612345678"]


def test_an_imei_is_checked():
    text = "imei 490154203237518 imei 490154203237519"
    assert [(hit.value, hit.valid) for hit in device.find(View(text))] == [("490154203237518", True)]


WRITTEN_AS_IS = (account, card, device, email, iban, ip, phone, url, wallet)
"""Kinds whose canonical form people also write."""


@pytest.mark.parametrize("kind", WRITTEN_AS_IS, ids=lambda kind: str(kind.KIND))
def test_what_is_canonical_is_read_again_as_itself(kind):
    for text, value in kind.EXAMPLES:
        (hit,) = kind.find(View(text))
        again = f"{text[: hit.start]}{value}{text[hit.end :]}"
        assert [one.value for one in kind.find(View(again))] == [value]


@given(st.integers(10, 999_999), st.sampled_from(["EUR", "MAD", "BRL", "XOF", "PHP"]))
def test_a_canonical_sum_reads_as_itself(number, code):
    (hit,) = amount.find(View(f"{number} {code}"))
    assert hit.value == f"{number} {code}"


@given(st.integers(1, 999_999))
def test_a_number_in_german_words_is_read(number):
    assert number_words.number_in(german(number)) == number


def german(number):
    units = "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn".split()  # noqa: SIM905
    tens = "- - zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()  # noqa: SIM905
    if number < 20:
        return units[number]
    if number < 100:
        unit, ten = number % 10, tens[number // 10]
        return f"{units[unit]}und{ten}" if unit else ten
    if number < 1000:
        rest = number % 100
        return f"{units[number // 100]}hundert{german(rest) if rest else ''}"
    rest = number % 1000
    return f"{german(number // 1000)}tausend{german(rest) if rest else ''}"


TALK = """
    send pay 500 euros to Sara El Amrani western union mtcn 1234567890 hay salam city: Oued Zem snap is lea_m9 @lea in Paris , . :
    my name au nom de باسم أحمد سيفط ف مراكش خمسمية درهم steam AB12C-DE34F-GH56J imei 490154203237518 orange money 0701234567
    receiver from
"""
WORDS = st.sampled_from(TALK.split())


@given(st.lists(WORDS, max_size=14).map(" ".join), st.sampled_from([None, "GB", "MA", "BR"]))
def test_no_talk_of_the_scheme_breaks_a_kind(text, country):
    for kind in KINDS:
        hits = kind.find(View(text, country=country))
        assert [hit.start for hit in hits] == sorted(hit.start for hit in hits)
        for hit in hits:
            assert 0 <= hit.start < hit.end <= len(text)
            assert hit.value.strip() == hit.value != ""
            assert not text[hit.start].isspace() and not text[hit.end - 1].isspace()


@pytest.mark.parametrize(
    "written", ["city ", "5 dh ", "€1", "wave ", "FR14 ", "a at b dot ", "send to Aa ", "in Aa, ", "1 "]
)
def test_a_hostile_text_takes_no_longer_than_its_length(written):
    """Ten times the text may not take a hundred times as long; what is quick at once is not asked."""
    for kind in KINDS:
        short, long = (spent(kind, written * (length // len(written))) for length in (2_000, 20_000))
        assert long < 0.2 or long < 40 * short, kind.KIND


def spent(kind, text):
    kind.find(View(text[:100]))
    start = time.process_time()
    kind.find(View(text))
    return time.process_time() - start


@given(st.text("abc.:/@[]()#? hxtp", max_size=60))
def test_no_address_ends_in_the_sentence_around_it(text):
    for hit in url.find(View(text)):
        assert text[hit.end - 1] not in ".,;:!?"


@given(st.text(max_size=80) | st.text("0123456789 +-.()@/:€$abcsnapIBAN", max_size=80))
def test_no_text_breaks_a_kind(text):
    for kind in KINDS:
        for hit in kind.find(View(text)):
            assert 0 <= hit.start < hit.end <= len(text)
            assert hit.value


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9))))
def test_places_taken_never_overlap(places):
    taken = Claims()
    kept = [(start, start + length) for start, length in places if taken.take(start, start + length)]
    assert all(a[1] <= b[0] or b[1] <= a[0] for i, a in enumerate(kept) for b in kept[i + 1 :])
