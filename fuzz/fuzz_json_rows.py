"""Random bytes as a JSON document give rows or `Malformed`, at a place inside the file, for any size of window.

Run: python fuzz/fuzz_json_rows.py -runs=20000
"""

import io
import sys

import atheris

with atheris.instrument_imports(include=["amparo"]):
    import msgspec

    from amparo.sources.json_rows import Batch, JsonStream, Malformed, value_at


class Row(msgspec.Struct):
    a: str | None = None
    b: int | float | None = None


def test_one_input(data: bytes) -> None:
    for document in (data, b'{"messages": [' + data, b'{"messages": [{"a": "x"},' + data + b',{"a": "y"}]}'):
        for window in (5, 1 << 20):
            walk = JsonStream(io.BytesIO(document), window=window)
            end = 0
            try:
                for key in walk.members():
                    if key == "messages":
                        for part in walk.rows(Row):
                            if not isinstance(part, Batch):
                                assert end <= part.start < part.end <= len(document), part
                                end = part.end
            except Malformed as error:
                assert 0 <= error.at <= len(document), error
        try:
            assert value_at(io.BytesIO(document), "/messages/1") in document
        except LookupError:
            continue


if __name__ == "__main__":
    atheris.Setup(sys.argv, test_one_input)
    atheris.Fuzz()
