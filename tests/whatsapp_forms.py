"""How WhatsApp writes date and time on phones of many locales: one line each, for tests to fill with rows."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

LRM, RLM, NNBSP, NBSP = "\u200e", "\u200f", "\u202f", "\u00a0"
_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")


class Form(NamedTuple):
    name: str
    header: Callable[[datetime], str]
    seconds: bool = False


def _12(at: datetime, am: str, pm: str) -> tuple[int, str]:
    return (at.hour % 12 or 12), (am if at.hour < 12 else pm)


def _us(at: datetime, gap: str = " ", am: str = "AM", pm: str = "PM") -> str:
    hour, half = _12(at, am, pm)
    return f"{at:%M}".join([f"{hour}:", f"{gap}{half}"])


def _before(at: datetime, am: str, pm: str, gap: str = "") -> str:
    hour, half = _12(at, am, pm)
    return f"{half}{gap}{hour}:{at:%M}"


def _dmy(at: datetime, sep: str) -> str:
    return f"{at.day}{sep}{at.month}{sep}{at.year}"


FORMS: tuple[Form, ...] = (
    Form("en-GB Android", lambda t: f"{t:%d/%m/%Y, %H:%M} - "),
    Form("en-GB iOS", lambda t: f"[{t:%d/%m/%Y, %H:%M:%S}] ", True),
    Form("en-GB iOS, marked line", lambda t: f"{LRM}[{t:%d/%m/%Y, %H:%M:%S}] ", True),
    Form("en-US Android", lambda t: f"{t.month}/{t.day}/{t:%y}, {_us(t)} - "),
    Form("en-US Android, narrow space", lambda t: f"{t.month}/{t.day}/{t:%y}, {_us(t, NNBSP)} - "),
    Form("en-US iOS", lambda t: f"[{t.month}/{t.day}/{t:%y}, {_12(t, 'AM', 'PM')[0]}:{t:%M:%S}{NNBSP}{_12(t, 'AM', 'PM')[1]}] ", True),
    Form("en-IN Android", lambda t: f"{t:%d/%m/%y}, {_us(t, NNBSP, 'am', 'pm')} - "),
    Form("en-CA Android", lambda t: f"{t:%Y-%m-%d}, {_us(t, NNBSP, 'a.m.', 'p.m.')} - "),
    Form("en-ZA Android", lambda t: f"{t:%Y/%m/%d}, {t:%H:%M} - "),
    Form("es-ES Android", lambda t: f"{t.day}/{t.month}/{t:%y}, {t.hour}:{t:%M} - "),
    Form("es-MX Android", lambda t: f"{_dmy(t, '/')} {_us(t, ' ', f'a.{NBSP}m.', f'p.{NBSP}m.')} - "),
    Form("es-CO iOS", lambda t: f"[{t.day}/{t:%m/%y}, {_12(t, '', '')[0]}:{t:%M:%S}{NNBSP}{_12(t, 'a. m.', 'p. m.')[1]}] ", True),
    Form("pt-BR Android", lambda t: f"{t:%d/%m/%Y %H:%M} - "),
    Form("pt-PT iOS", lambda t: f"[{t:%d/%m/%y}, {t:%H:%M:%S}] ", True),
    Form("fr-FR Android", lambda t: f"{t:%d/%m/%Y} à {t:%H:%M} - "),
    Form("fr-FR iOS", lambda t: f"[{t:%d/%m/%Y %H:%M:%S}] ", True),
    Form("fr-CA Android", lambda t: f"{t:%Y-%m-%d} {t:%H} h {t:%M} - "),
    Form("de-DE Android", lambda t: f"{t:%d.%m.%y, %H:%M} - "),
    Form("de-DE iOS", lambda t: f"[{t:%d.%m.%y, %H:%M:%S}] ", True),
    Form("it-IT Android", lambda t: f"{t:%d/%m/%y, %H:%M} - "),
    Form("nl-NL Android", lambda t: f"{t:%d-%m-%Y %H:%M} - "),
    Form("sv-SE Android", lambda t: f"{t:%Y-%m-%d %H:%M} - "),
    Form("fi-FI Android", lambda t: f"{_dmy(t, '.')} klo {t.hour}.{t:%M} - "),
    Form("fi-FI iOS", lambda t: f"[{_dmy(t, '.')} klo {t.hour}.{t:%M.%S}] ", True),
    Form("da-DK Android", lambda t: f"{t:%d.%m.%Y} {t:%H.%M} - "),
    Form("nb-NO Android", lambda t: f"{t:%d.%m.%Y}, {t:%H:%M} - "),
    Form("pl-PL Android", lambda t: f"{t.day}.{t:%m.%Y}, {t:%H:%M} - "),
    Form("cs-CZ Android", lambda t: f"{t:%d.%m.%y} {t.hour}:{t:%M} - "),
    Form("sk-SK Android", lambda t: f"{t.day}. {t.month}. {t.year} {t.hour}:{t:%M} - "),
    Form("hr-HR Android", lambda t: f"{t:%d. %m. %Y.} {t:%H:%M} - "),
    Form("hu-HU Android", lambda t: f"{t:%Y. %m. %d.} {t.hour}:{t:%M} - "),
    Form("bg-BG Android", lambda t: f"{t.day}.{t:%m.%y}{NNBSP}г., {t.hour}:{t:%M} ч. - "),
    Form("ru-RU Android", lambda t: f"{t:%d.%m.%Y, %H:%M} - "),
    Form("el-GR Android", lambda t: f"{t.day}/{t.month}/{t:%y}, {_us(t, NNBSP, 'π.μ.', 'μ.μ.')} - "),
    Form("tr-TR Android", lambda t: f"{t:%d.%m.%Y %H:%M} - "),
    Form("tr-TR 12-hour", lambda t: f"{t:%d.%m.%Y} {_before(t, 'ÖÖ', 'ÖS', ' ')} - "),
    Form("id-ID Android", lambda t: f"{t:%d/%m/%y} {t:%H.%M} - "),
    Form("ms-MY Android", lambda t: f"{t.day}/{t:%m/%Y}, {_us(t, ' ', 'PG', 'PTG')} - "),
    Form("vi-VN Android", lambda t: f"{t:%H:%M}, {t:%d/%m/%Y} - "),
    Form("vi-VN iOS", lambda t: f"[{t:%H:%M:%S}, {t.day}/{t.month}/{t.year}] ", True),
    Form("ar-EG Android", lambda t: f"{_dmy(t, RLM + '/')}، {_us(t, ' ', 'ص', 'م')} - ".translate(_ARABIC)),
    Form("ar-EG iOS", lambda t: f"{RLM}[{_dmy(t, RLM + '/')}، {_12(t, '', '')[0]}:{t:%M:%S} {_12(t, 'ص', 'م')[1]}] ".translate(_ARABIC), True),
    Form("ar-MA Android", lambda t: f"{_dmy(t, RLM + '/')}، {t:%H:%M} - "),
    Form("fa-IR Android, Gregorian", lambda t: f"{t.year}/{t.month}/{t.day}،{RLM} {t.hour}:{t:%M} - ".translate(_PERSIAN)),
    Form("he-IL Android", lambda t: f"{_dmy(t, '.')}, {t.hour}:{t:%M} - "),
    Form("he-IL 12-hour", lambda t: f"{RLM}{_dmy(t, '.')}, {_us(t, ' ', 'לפנה״צ', 'אחה״צ')} - "),
    Form("hi-IN Android", lambda t: f"{_dmy(t, '/')}, {_us(t, ' ', 'am', 'pm')} - "),
    Form("mr-IN Android", lambda t: f"{_dmy(t, '/')}, {_us(t, ' ', 'म.पू.', 'म.उ.')} - ".translate(_DEVANAGARI)),
    Form("ja-JP Android", lambda t: f"{t:%Y/%m/%d} {t.hour}:{t:%M} - "),
    Form("ja-JP 12-hour", lambda t: f"{t:%Y/%m/%d} {_before(t, '午前', '午後')} - "),
    Form("ja-JP iOS", lambda t: f"[{t:%Y/%m/%d} {t.hour}:{t:%M:%S}] ", True),
    Form("zh-CN Android", lambda t: f"{t.year}/{t.month}/{t.day} {_before(t, '上午', '下午')} - "),
    Form("zh-TW iOS", lambda t: f"[{t.year}/{t.month}/{t.day} {_12(t, '上午', '下午')[1]}{_12(t, '', '')[0]}:{t:%M:%S}] ", True),
    Form("ko-KR Android", lambda t: f"{t.year}. {t.month}. {t.day}. {_before(t, '오전', '오후', ' ')} - "),
    Form("ko-KR Android, short year", lambda t: f"{t:%y}. {t.month}. {t.day}. {_before(t, '오전', '오후', ' ')} - "),
    Form("ko-KR, written out", lambda t: f"{t.year}년 {t.month}월 {t.day}일 {_before(t, '오전', '오후', ' ')}, "),
    Form("th-TH Android, Gregorian", lambda t: f"{t.day}/{t.month}/{t.year} {t:%H:%M} - "),
    Form("iOS until 2016", lambda t: f"{t:%d/%m/%Y %H:%M:%S}: ", True),
    Form("en dash", lambda t: f"{t:%d/%m/%Y, %H:%M} – "),
    Form("copied in the web app", lambda t: f"[{t:%H:%M, %d/%m/%Y}] "),
    Form("text made of Signal", lambda t: f"[{t:%Y-%m-%d, %H:%M}] "),
)  # fmt: skip
