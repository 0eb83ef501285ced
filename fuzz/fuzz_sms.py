"""Run: python fuzz/fuzz_sms.py -runs=20000"""

from reading import fuzz

from amparo.sources import sms

if __name__ == "__main__":
    fuzz(
        sms,
        "sms.xml",
        b'<smses count="1"><mms address="07700 900123" date="1700000000000"><parts><part ct="image/jpeg" data="',
        b'" /></parts></mms></smses>',
    )
