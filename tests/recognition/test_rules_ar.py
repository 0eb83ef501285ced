"""Arabic writes particles and pronouns onto words: words made of parts, and what they find."""

import pytest
from recognition_words import matches_of

from amparo.model import Speaker
from amparo.recognition.grammar import PatternError, Vocabulary
from amparo.recognition.normalise import fold
from amparo.recognition.pattern import matches
from amparo.recognition.words import Words

LISTS = {"and": ["", "و"], "will": ["ب", "ه"], "it": ["", "ها"], "two": ["two words"], "open": ["نشر*"]}


def spans(pattern, text):
    node = Vocabulary(LISTS, frozenset()).parse(pattern)
    return list(matches(node, Words(fold(text))))


@pytest.mark.parametrize("word", ["بنشر", "هنشر", "وبنشر", "هنشرها", "وهنشرها"])
def test_a_word_may_be_made_of_parts(word):
    assert spans("{and}+{will}+نشر+{it}", word) == [(0, 1)]


@pytest.mark.parametrize("word", ["نشر", "ونشرها", "بنشرهم", "ب نشر"])
def test_every_part_must_be_there(word):
    assert spans("{and}+{will}+نشر+{it}", word) == []


@pytest.mark.parametrize("pattern", ["{will}+{open}", "نشر+{it}*"])
def test_the_end_of_a_made_word_may_be_open(pattern):
    assert spans(pattern, "هنشرلكم" if "will" in pattern else "نشرهاالان") == [(0, 1)]


def test_made_words_stand_among_others():
    assert spans("{will}+نشر ...2 الفيديو", "هنشر كل الفيديو") == [(0, 3)]


@pytest.mark.parametrize(
    ("pattern", "cause"),
    [
        ("{will}+{two}", "more than single words"),
        ("{will}+{nowhere}", "no word list is called 'nowhere'"),
        ("+".join(["{will}"] * 13), "stands for more than 5000 words"),
    ],
)
def test_what_cannot_be_written_together_is_named(pattern, cause):
    with pytest.raises(PatternError, match=cause):
        Vocabulary(LISTS, frozenset()).parse(pattern)


@pytest.mark.parametrize(
    "text",
    [
        "وغادي ننشر الفيديو ديالك",
        "والله لأفضحنّك قدّام أهلك",
        "هبعت المقطع لأبوك",
        "برسل الصور لأهلك",
        "ghadi nfed7ek",
        "ghan7et lvideo dyalek f facebook",
        "البلوك ما رح يفيدك، عندي غيره",
        "١٠٠٠ ريال مو كثير على سمعتك",
        "صيفطها ليا دابا ولا كاع صحابك غيشوفوك",
        "lmessage wajed khasso ghir nclicki",
    ],
)
def test_threats_of_several_countries_and_spellings(text):
    assert any(rule.startswith("threat.") for rule in matches_of(text, Speaker.UNKNOWN))


@pytest.mark.parametrize(
    "text",
    [
        "هبعت صور العرس لأهلي",
        "برسل لك الصور بعد الحفلة",
        "غادي نصيفط ليك التصاور ديال العطلة",
        "ghadi nsift lik tsawer d l3ers",
        "ma ghadich nfde7 7ed",
    ],
)
def test_the_same_verbs_among_friends_are_nothing(text):
    assert not any(rule.startswith(("threat.", "demand.")) for rule in matches_of(text, Speaker.UNKNOWN))


@pytest.mark.parametrize("text", ["اليوم امك بكره ابوك", "وين المبلغ", "ghadi tendem", "l flous daba"])
def test_few_words_are_enough_from_the_named_offender_only(text):
    named = {rule for rule in matches_of(text, Speaker.OFFENDER) if ".named." in rule}
    assert named
    assert not any(".named." in rule for rule in matches_of(text, Speaker.UNKNOWN))


@pytest.mark.parametrize(
    "text",
    [
        "يا ربي دي امانتك",
        "اهلي رح يرتاحوا لما اموت",
        "عييت من الدنيا",
        "هخلص من نفسي",
        "3yit mn had dnya",
        "thellaw f mama mn b3di",
    ],
)
def test_quiet_words_of_leave_are_heard(text):
    assert any(rule.startswith("crisis.") for rule in matches_of(text, Speaker.UNKNOWN))


@pytest.mark.parametrize(
    "text",
    ["بموت من الضحك", "عييت من الخدمة", "باراكا عليا من الحلوى", "ghadi nmout b d7k", "3yit mn l9raya"],
)
def test_hyperbole_and_tiredness_are_not(text):
    assert not any(rule.startswith("crisis.") for rule in matches_of(text, Speaker.UNKNOWN))
