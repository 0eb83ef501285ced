"""Run: python fuzz/fuzz_mail.py -runs=20000"""

from reading import fuzz

from amparo.sources import mail

if __name__ == "__main__":
    fuzz(
        mail,
        "mail.eml",
        b"From: a@example.org\nTo: b@example.org\nDate: Mon, 1 Jan 2024 10:00:00 +0000\n"
        b"Content-Type: multipart/mixed; boundary=B\n\n--B\n",
        b"\n--B--\n",
    )
