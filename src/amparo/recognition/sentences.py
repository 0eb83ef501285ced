"""From a place in a message's text to the sentences in which it stands, as words."""

from bisect import bisect_left, bisect_right

from amparo.recognition.words import Words


def words_at(words: Words, start: int, end: int) -> tuple[int, int]:
    """First and last (exclusive) of the words that stand at characters `start` to `end` of the source text."""
    begin, stop = words.mapped.from_source(start, end)
    first = max(bisect_right(words.begins, begin) - 1, 0)
    return first, max(bisect_left(words.begins, stop), first + 1)


def sentence_at(words: Words, start: int, end: int) -> tuple[int, int]:
    """The words of all sentences that characters `start` to `end` touch."""
    if not words.words:
        return 0, 0
    first, last = words_at(words, start, end)
    return words.sentence_start(first), words.sentence_end(last - 1)
