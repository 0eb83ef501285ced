"""Run: python fuzz/fuzz_messenger_e2ee.py -runs=20000"""

from reading import fuzz

from amparo.sources import messenger_e2ee

if __name__ == "__main__":
    fuzz(
        messenger_e2ee,
        "A_1.json",
        b'{"threadName": "A_1", "messages": [{"senderName": "A", "timestamp": 1, ',
        b"}]}",
    )
