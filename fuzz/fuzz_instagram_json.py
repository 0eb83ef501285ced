"""Run: python fuzz/fuzz_instagram_json.py -runs=20000"""

from reading import fuzz

from amparo.sources import instagram_json

if __name__ == "__main__":
    fuzz(
        instagram_json,
        "your_instagram_activity/messages/inbox/a_1/message_1.json",
        b'{"messages": [{"sender_name": "A", "share": {"link": "https://www.instagram.com/"}, ',
        b"}]}",
    )
