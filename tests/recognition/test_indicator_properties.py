"""Valid identifiers are found in any noise; broken ones are not."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban as reference

from amparo.recognition.indicators import amount, card, device, iban, ip, number_words, phone, url, wallet
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
    (called,) = iban.find(View(f"IBAN: {wrong}"))
    assert called.valid is False


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
def test_a_wrong_address_is_nothing_unless_the_text_calls_it_one(content, shift):
    value = base58check(b"\0" + content)
    wrong = value[:-1] + BASE58[(BASE58.index(value[-1]) + shift) % 58]
    assert wallet.find(View(f"see {wrong} there")) == []
    (hit,) = wallet.find(View(f"my bitcoin wallet {wrong}"))
    assert hit.valid is False


@given(st.binary(min_size=20, max_size=20), NOISE)
def test_ethereum_in_any_case_has_one_value(content, before):
    written = "0x" + content.hex()
    values = {
        wallet.find(View(before + form))[0].value
        for form in (written, "0x" + content.hex().upper(), wallet.checksummed(written))
    }
    assert values == {wallet.checksummed(written)}


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
def test_every_address_is_read(address):
    assert [hit.value for hit in ip.find(View(f"from {address}."))] == [str(address)]


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
    assert (open_.value, open_.note) == ("100 USD", "dollars of which country is not stated")
    (settled,) = amount.find(View("100 dollars", country="CA"))
    assert settled.value == "100 CAD"


def test_a_local_number_of_two_countries_stays_open():
    (hit,) = phone.find(View("call 0612345678"))
    assert hit.value == "0612345678" and hit.valid is None
    assert "FR +33612345678" in hit.note and "MA +212612345678" in hit.note


def test_an_imei_is_checked():
    assert [hit.valid for hit in device.find(View("imei 490154203237518 imei 490154203237519"))] == [
        True,
        False,
    ]


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
