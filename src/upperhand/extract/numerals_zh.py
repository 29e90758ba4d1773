"""Chinese numerals: 182.28亿, 三千五百万, 二〇二一, 两成九, 壹佰, 廿. Text is folded: Simplified, ASCII digits."""

import re

_WAYS = "零〇○ 一壹 二两贰 三叁 四肆 五伍 六陆 七柒 八捌 九玖"
_DIGIT = {char: value for value, chars in enumerate(_WAYS.split()) for char in chars}
_TEN = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "廿": 20, "卅": 30}
_MYRIAD = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_HAN = "零〇○一壹二两贰三叁四肆五伍六陆七柒八捌九玖十拾百佰千仟廿卅"
_SCALE = r"(?:万亿|[百千十]?[万亿兆]|[百千](?![分]))"

ARABIC = rf"[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:[.．][0-9]+)?\s?{_SCALE}?|[0-9]+(?:[.．][0-9]+)?\s?{_SCALE}?"
HAN = rf"[{_HAN}数几][{_HAN}万亿兆]*(?:点[零〇一二三四五六七八九]+)?(?:{_SCALE})?"
NUMBER = rf"(?:{ARABIC}|{HAN})"
_PARTS = re.compile(rf"^([0-9.]+)\s?({_SCALE}?)$")


def number(words: str) -> float | None:
    """The value of a numeral as `NUMBER` finds it, or None; 数 and 几 (several) count as one: 数十 is 10."""
    words = words.replace(",", "").replace("．", ".").strip()
    arabic = _PARTS.match(words)
    if arabic:
        return round(float(arabic[1]) * _scale(arabic[2]), 6)
    if "点" in words:
        whole, _, rest = words.partition("点")
        digits = "".join(char for char in rest if char in _DIGIT)
        value = (digits_value(whole) or 0.0) + float("0." + "".join(str(_DIGIT[char]) for char in digits) or "0")
        return round(value * _scale(rest[len(digits) :]), 6)
    return digits_value(words)


def _scale(words: str) -> float:
    value = 1.0
    for char in words:
        value *= _TEN.get(char) or _MYRIAD[char]
    return value


def digits_value(words: str) -> float | None:
    """三千五百万 as 35000000, 二〇二一 as 2021; None if a character is no numeral."""
    words = words.replace("数", "一").replace("几", "一")
    if len(words) > 1 and all(char in _DIGIT for char in words):
        return float("".join(str(_DIGIT[char]) for char in words))
    total, section, digit = 0.0, 0.0, None
    last = 1.0
    for char in words:
        if char in _DIGIT:
            digit = _DIGIT[char]
            last = 1.0 if char in "零〇○" else last
        elif char in _TEN:
            value = _TEN[char]
            section += value if value in (20, 30) else (1 if digit is None else digit) * value
            digit, last = None, value
        elif char in _MYRIAD:
            section += digit or 0
            scale = _MYRIAD[char]
            if scale > 10**4:  # 三千万亿: 亿 multiplies all before it
                total = (total + section or 1) * scale
            else:
                total += (section or 1) * scale
            section, digit, last = 0.0, None, _MYRIAD[char]
        else:
            return None
    if digit is not None:  # 三千五 is 3500 and 一亿二 is 120000000
        section += digit * (last / 10 if last >= 100 else 1)
    return total + section
