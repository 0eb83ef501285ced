"""Run: python fuzz/fuzz_instagram_html.py -runs=20000"""

from reading import fuzz

from amparo.sources import instagram_html

if __name__ == "__main__":
    fuzz(
        instagram_html,
        "your_instagram_activity/messages/inbox/a_1/message_1.html",
        b"<html><title>Instagram</title><body>",
        b"</body></html>",
    )
