"""Run: python fuzz/fuzz_messenger_json.py -runs=20000"""

from reading import fuzz

from amparo.sources import messenger_json

if __name__ == "__main__":
    fuzz(
        messenger_json,
        "inbox/a_1/message_1.json",
        b'{"participants": [{"name": "A"}], "messages": [{"sender_name": "A", "timestamp_ms": 1, ',
        b'}], "title": "A"}',
    )
