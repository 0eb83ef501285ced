"""Run: python fuzz/fuzz_pasted.py -runs=20000"""

from reading import fuzz

from amparo.sources import pasted

if __name__ == "__main__":
    fuzz(
        pasted,
        "pasted.txt",
        b"Lena: hi\nTom: no\nLena: pay\n",
    )
