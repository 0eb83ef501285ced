"""Run: python fuzz/fuzz_mbox.py -runs=20000"""

from reading import fuzz

from amparo.sources import mbox

if __name__ == "__main__":
    fuzz(
        mbox,
        "mails.mbox",
        b"From a@example.org Mon Jan  1 10:00:00 2024\nFrom: a@example.org\nTo: b@example.org\n\nx\n\nFrom b 10:00\n",
    )
