"""Run: python fuzz/fuzz_telegram_json.py -runs=20000"""

from reading import fuzz

from amparo.sources import telegram_json

if __name__ == "__main__":
    fuzz(
        telegram_json,
        "result.json",
        b'{"chats": {"list": [{"type": "personal_chat", "id": 5, "messages": [{"from_id": "user5", ',
        b"}]}]}}",
    )
