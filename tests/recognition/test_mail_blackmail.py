"""The family of mails that claim a hacked camera: as they are reworded, hidden and translated; and mails that are not."""

import pytest
from recognition_talk import said

from amparo.model import Finding, Speaker, Stage
from amparo.recognition import Recogniser, scheme
from handed import SHARED

FAMILY = [
    # a password as proof
    "I know hunter22 is your password. You may not know me. I placed malware on a website and while you watched, your "
    "browser gave me your screen and your web cam. My software collected all your contacts from Messenger and email. I made a "
    "double-screen video. $1400 is a fair price for our little secret. You pay by Bitcoin, the address is below. "
    "If I do not get the payment I will send your video to all of your contacts including relatives and coworkers.",
    # spyware of the news
    "Hello. Have you heard of Pegasus? It installs itself on phones. I used it and made videos of you with your camera. "
    "Transfer 1450 USD to my Litecoin wallet. You have 48 hours. If you fail, every number in your contact list gets the video.",
    # shame only
    "I have videos of you from your front camera. I can ruin your life by sharing them with your family and friends. "
    "Send 800 dollars in BTC to the wallet below.",
    # no claim of a recording
    "Your operating system is hacked, I have full access to your account and your messages. Pay 500 euros in bitcoin or I "
    "publish your private mails and send them to your colleagues.",
    # the address is a picture
    "I infected your laptop and switched on your webcam. I recorded you. Pay 700 dollars with the QR code, else your friends "
    "and relatives get the video.",
    # split words and look-alikes
    "І h a c k e d уоur dеvісе and rеcоrdеd yоu wіth уоur саmеrа. Sеnd 900 USD in bіtсоіn оr аll уоur соntасts will see the vіdео.",
    "J'ai installé un logiciel espion sur votre ordinateur et activé votre webcam. Versez 600 € en bitcoins sous 48 heures, "
    "sinon la vidéo sera envoyée à votre famille et à vos amis.",
    "Invadi o seu computador e gravei um vídeo de você pela câmera. Pague 500 dólares em bitcoin ou envio o vídeo aos seus contatos.",
    "Ihr Gerät wurde gehackt. Ich habe Sie mit der Webcam gefilmt. Überweisen Sie 800 Euro in Bitcoin, sonst sehen es Ihre Freunde.",
]  # fmt: skip
NOT_FAMILY = [
    "Your mailbox is almost full. Click here to upgrade your account or access will be lost.",
    "We noticed a new sign-in to your account from a new device. If this was you, no action is needed.",
    "Congratulations! Your wallet has received 1.2 BTC. Log in to your account to withdraw your bitcoin.",
    "Our antivirus found a virus on your computer. Renew your subscription today for $49.",
    "Join our webinar on how hackers infect devices. We will share the video with all participants.",
    "Invest in bitcoin with our app and share the link with your friends and family to earn $50.",
    "Our camera shop has a new webcam for your computer. Pay in bitcoin and save 10 %.",
]


def mail_blackmail(text):
    found = Recogniser().recognise([said(text, Speaker.UNKNOWN)])
    return [item for item in found if isinstance(item, Finding) and item.stage is Stage.MAIL_BLACKMAIL]


@pytest.mark.parametrize("text", FAMILY)
def test_a_reworded_mail_is_recognised(text):
    (finding,) = mail_blackmail(text)
    assert scheme([finding]).recognised


@pytest.mark.parametrize("text", NOT_FAMILY)
def test_another_mail_is_not(text):
    assert mail_blackmail(text) == []


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"needs the fixtures in {SHARED}")
def test_real_mails_with_every_failure_named(monkeypatch, capsys):
    import runpy
    from pathlib import Path

    monkeypatch.setattr("sys.argv", ["recognition_mail.py", str(SHARED / "mail")])
    runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "recognition_mail.py"), run_name="__main__")
    told = capsys.readouterr().out
    assert "blackmail: 13 of 13 flagged" in told
    assert "other-phishing: 0 of 60 flagged" in told or "other-phishing: 1 of 60 flagged" in told
