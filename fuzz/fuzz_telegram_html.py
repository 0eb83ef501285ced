"""Run: python fuzz/fuzz_telegram_html.py -runs=20000"""

from reading import fuzz

from amparo.sources import telegram_html

if __name__ == "__main__":
    fuzz(
        telegram_html,
        "messages.html",
        b'<div class="page_wrap"><div class="message default clearfix" id="message1">',
        b"</div></div>",
    )
