"""What the findings of a case say of the person's situation."""

import msgspec

from amparo.guidance import Situation
from amparo.model import Stage
from amparo.pages.report import situations
from pages.made_up import case, findings

THREAT = next(finding for finding in findings() if finding.stage is Stage.THREAT)
MAIL = msgspec.structs.replace(THREAT, rule="mail", stage=Stage.MAIL_BLACKMAIL, message="mail-1")


def test_a_threat_inside_a_bulk_mail_is_the_claim_of_the_mail() -> None:
    inside = msgspec.structs.replace(THREAT, message="mail-1")
    assert situations(case(findings=(MAIL, inside))) == {Situation.MAIL_CLAIM}


def test_a_threat_beside_a_bulk_mail_counts() -> None:
    assert situations(case(findings=(MAIL, THREAT))) == {Situation.MAIL_CLAIM, Situation.THREATENED}
