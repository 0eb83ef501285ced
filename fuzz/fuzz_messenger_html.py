"""Run: python fuzz/fuzz_messenger_html.py -runs=20000"""

from reading import fuzz

from amparo.sources import messenger_html

if __name__ == "__main__":
    fuzz(
        messenger_html,
        "messages/inbox/a_1/message_1.html",
        b"<html><body><div>Participants: A, B</div>",
        b"</body></html>",
    )
