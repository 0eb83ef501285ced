"""Filipino as it is typed: affixes parted or not, letters left out, English and Cebuano mixed in, and what friends say."""

import pytest
from recognition_words import matches_of

from amparo.model import Speaker

PRESSURE = ("threat.", "demand.")


def pressed(text, speaker=Speaker.UNKNOWN):
    return any(rule.startswith(PRESSURE) for rule in matches_of(text, speaker) if rule.endswith(".fil"))


@pytest.mark.parametrize(
    "text",
    [
        "isesend ko video mo sa lahat ng friends mo",
        "ise-send ko video mo sa lahat ng friends mo",
        "snd q vid m s lht ng frends mo pag d k ngbyad",
        "I have your video. Ipapadala ko ito sa iyong asawa kung hindi ka makipagtulungan",
        "Ipapakalat ko ang video mo kundi ka magbayad",
        "ipadala nako ni sa imong asawa og pamilya kung dili ka mobayad",
        "sir 5k lang po para manahimik kami",
    ],
)
def test_threats_and_demands_in_many_spellings(text):
    assert pressed(text)


@pytest.mark.parametrize(
    "text",
    [
        "isesend ko sa gc natin yung pictures nung birthday ni mama",
        "magbayad ka ng kuryente bukas o puputulan tayo",
        "kuya pautang naman ng 500, gcash mo na lang sakin",
        "malalaman din ng tatay mo na pumasa ka sa exam, proud yun",
        "pag di ka umuwi isusumbong kita kay mama",
        "walang bayad ang parking dito",
    ],
)
def test_the_same_words_among_friends_are_nothing(text):
    assert not pressed(text)


@pytest.mark.parametrize(
    "text",
    ["sabi nya ikakalat nya video ko pag di ako nagbayad", "binablackmail po ako, 5k daw o ipopost nya"],
)
def test_a_threat_that_is_told_is_a_call_for_help(text):
    assert not pressed(text)
    assert "help.told.fil" in matches_of(text, Speaker.VICTIM)


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("ayoko na po mabuhay", True),
        ("dko na kaya, pagod na pagod na ko", True),
        ("wag nyo na ako hanapin", True),
        ("dili nako kaya, gusto na ko mamatay", True),
        ("mamatay na ako kakatawa sayo", False),
        ("di ko na kaya ang init dito", False),
        ("pagod na ako magluto, order na lang tayo", False),
    ],
)
def test_quiet_words_of_despair_and_loud_words_of_every_day(text, danger):
    assert ("crisis.self.fil" in matches_of(text, Speaker.UNKNOWN)) == danger
