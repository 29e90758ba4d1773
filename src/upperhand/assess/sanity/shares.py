"""Shares, parts and wholes."""

import re
from collections.abc import Iterator

from upperhand.assess.months import MONTHS
from upperhand.assess.sanity.figures import Figure
from upperhand.assess.sanity.numerals import IN_WORDS, NUMBER, number
from upperhand.assess.sanity.slip import Slip, at, plain
from upperhand.assess.sanity.text import Reading, Sentence

_WHOLE = (
    r"(?:market|shares?|stock|equity|stake|voting|votes?|voting rights|ownership|employees|staff|"
    r"workers|workforce|members|users"
    r"|firms|companies|enterprises|population|people|citizens|households|residents|schools|cities|"
    r"board|seats|directors|ballots|company|firm|business)"
)
_OF_WHOLE = re.compile(
    rf"\s?(?:of|in)\s(?:(?:the|its|their|his|her|all|our)\s(?:[\w'’.-]+\s){{0,3}}?)?{_WHOLE}\b(?!['’]|"
    rf"\s(?:price|target|value|plan|quota|capital\b))",
    re.IGNORECASE,
)
_STAKE = re.compile(
    r"\s(?:stake|shareholding|interest|ownership|share of the (?:market|equity|company))\b", re.IGNORECASE
)
_STAKE_OF = re.compile(
    r"(?:stake|shareholding|interest|market share|share of the market) of (?:about |around |nearly |over |some )?$",
    re.IGNORECASE,
)
_ZH_BEFORE = re.compile(
    r"(?:持股(?:比例)?|持有[^，。；%]{0,12}|市场份额|市占率|占[^，。；%]{0,14}?(?:股份|股权|股本|市场|员工|人口|企业|用户))(?:为|约|达|的|比例)*$"
)
_ZH_AFTER = re.compile(r"\s?的?(?:股份|股权|股本|市场份额|投票权|表决权|员工|人口)")


def share_over_whole(reading: Reading) -> Iterator[Slip]:
    """A share is more than all of it: 120% of the shares, a stake of 130%.

    Looks at percentages over 100 that the words make a share of something that has only one whole (shares, votes,
    staff, a
    market, a population). Growth, targets and ratios may be over 100% and are left alone.
    """
    for sentence in reading.sentences:
        for figure in sentence.of("percent"):
            if figure.value > 100.5 and _is_share(sentence, figure):
                yield Slip(
                    at(sentence, (figure.start, figure.end)),
                    f"“{figure.exact}” is given as a share, and a share cannot be more than 100%.",
                    f"{figure.value:g}% > 100%",
                )


def _is_share(sentence: Sentence, figure: Figure) -> bool:
    text = sentence.text
    if re.search(
        r"(?:(?<!make )(?<!makes )(?<!made )(?<!making )\bup|rise|rose|grew|growth|increase\w*|jump\w*|"
        r"than|premium|surg\w*|soar\w*|gain\w*|risen|grown)\s(?:of\s|by\s)?(?:\w+\s)?$|\bby\s(?:about\s|"
        r"some\s|over\s)?$",
        text[: figure.start],
        re.IGNORECASE,
    ):
        return False
    return bool(
        _OF_WHOLE.match(text, figure.end)
        or _STAKE.match(text, figure.end)
        or _STAKE_OF.search(text[: figure.start])
        or _ZH_BEFORE.search(text[: figure.start])
        or _ZH_AFTER.match(text, figure.end)
    )


_OUT_OF = re.compile(
    rf"(?<![\w.,])(?P<part>{NUMBER})\s(?:out\s)?of\s(?:the\s(?:[\w-]+['’]s?\s)?|its\s|their\s|our\s|"
    rf"his\s|[A-Z]\w+['’]s\s)?(?:total\s|some\s|about\s)?(?P<whole>{NUMBER})\s(?P<noun>(?!(?:and|or|to|in|at|on|by|per)\b)[a-z][\w-]*)\b(?"
    r"!\s?[-%])",
    re.IGNORECASE,
)
_OUT_OF_ZH = re.compile(
    rf"(?P<whole>{NUMBER})(?P<mw>[家名个位])(?P<noun>[\u4e00-\u9fff]{{1,6}}?)中[，,]?(?:有|已有|就有)(?P<part>{NUMBER})(?P=mw)"
)
_OF_FIRST = re.compile(
    rf"\b[Oo]f\s(?:the|its|their|all)?\s?(?P<whole>{NUMBER})\s(?P<noun>(?!(?:and|or|to|in|at|on|by|per)\b)[a-z][\w-]*)(?:(?:\s[\w-]+){{0,3}}"
    r",|(?=\s\d[\d,]*\s(?:had|have|were|was|are|got|did|must|signed|closed)))\s(?:only\s|at\sleast\s|"
    rf"some\s)?(?P<part>{NUMBER})(?=\s(?!%|percent|per\scent|million|billion|yuan|days|years|"
    r"months)[a-z(])"
)
_OF_WHICH = re.compile(
    rf"(?<![\w.,$])(?P<whole>{NUMBER})\s(?P<noun>(?!(?:and|or|to|in|at|on|by|per)\b)[a-z][\w-]*)[^.;:\d,]{{0,50}},\sof\s(?:which|whom|these|"
    rf"them)\s(?:some\s|about\s|only\s|at\sleast\s)?(?P<part>{NUMBER})(?=\s(?:were|are|was|had|have|go|"
    r"went|come|came|belong|in|to|by|on|at|got|sit|hold|held|became|did|now|also|[a-z]+ed|"
    r"(?P=noun))\b|[,.])"
)
_OF_THEM = re.compile(
    rf"(?<![\w.,$])(?P<whole>{NUMBER})\s(?P<noun>(?!(?:and|or|to|in|at|on|by|per|out|of|times|(?:year|month|week|day|hour|minute)s?)\b)"
    rf"[a-z][\w-]*)(?:(?!\s(?:every|each|per)\s)[^.;:\d]){{0,60}}?\s(?P<part>{NUMBER})\sof\s(?:them|these|those)\b"
)
_OUT_OFS = (_OUT_OF, _OF_FIRST, _OF_WHICH, _OF_THEM, _OUT_OF_ZH)


_OTHER_THINGS = 20  # times the whole: a part so much larger counts something else


def part_over_whole(reading: Reading) -> Iterator[Slip]:
    """A part is larger than its whole: 120 of the 100 companies, 一百家企业中有一百二十家."""
    for sentence in reading.having(" of ", "Of ", "家", "个", "名", "位"):
        if len(sentence.of("count")) < 2 and not IN_WORDS.search(sentence.text):
            continue
        for match in (found for pattern in _OUT_OFS for found in pattern.finditer(sentence.text)):
            part, whole = (number(match[key]) for key in ("part", "whole"))
            if not 1 < whole < part <= _OTHER_THINGS * whole or _year(match["part"]) or _year(match["whole"]):
                continue
            if match["noun"].lower() not in MONTHS:
                yield Slip(
                    at(sentence, match.span()),
                    f"“{match[0]}”: the part is larger than the whole.",
                    f"{plain(part)} > {plain(whole)}",
                )


def _year(words: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", words) is not None


_RESTATES = re.compile(
    r"(?:,|，|\(|（|–|—)?\s?\b(?:or|representing|making up|accounting for|which is|that is|i\.e\.|namely|"
    r"equal to|equivalent to|amounting to|即|也就是|占比?|相当于)\s?"
    r"(?:about\s|around\s|some\s|a\stotal\sof\s|total\sof\s|约|为)?$|[(（]$",
    re.IGNORECASE,
)
_NOT_SHARE = re.compile(
    r"^\s?(?:a\s|an\s|of (?:the|this|that|last) (?:year|decade|century|month|game)|-?year|dozen|hour|"
    r"point|million|billion|trillion|day|brother|way|time)|^[年天小时月]",
    re.IGNORECASE,
)
_ORDINAL_HALF = re.compile(
    r"(?:first|second|latter|other|in|by|cut|and a|than a|every|past|last|better|one and a"
    r"|上|下|另|前|后|對|对)[\s-]?$",
    re.IGNORECASE,
)
_MORE = re.compile(r"(?:more than|over|at least|well over|过|逾|超过)\s?$", re.IGNORECASE)
_LESS = re.compile(
    r"(?:less than|under|barely|not quite|nearly|almost|close to|just under|近|不到|接近)\s?$", re.IGNORECASE
)


def fraction_beside_percent(reading: Reading) -> Iterator[Slip]:
    """A share in words and the percentage beside it differ: “half of the market, representing 43.57%”.

    The sentence must put the percentage as the same share told again (“or”, “representing”, brackets). Half may be
    five points off, a smaller fraction a tenth of itself; “more than half” may be any share of 50% or more.
    """
    for sentence in reading.sentences:
        for fraction in sentence.of("fraction"):
            before, after = sentence.text[: fraction.start], sentence.text[fraction.end :]
            if _NOT_SHARE.match(after) or (
                _ORDINAL_HALF.search(before) and not (after.startswith(" of ") and re.search(r"\b(?:in|by)\s$", before))
            ):
                continue
            beside = _beside(sentence, fraction)
            if beside and not _agrees(fraction.value, beside.value, before):
                yield _fraction_slip(sentence, fraction, beside)


def _beside(sentence: Sentence, fraction: Figure) -> Figure | None:
    """The percentage that tells the fraction again: within 120 characters, after restating words, with no other
    between."""
    percents = [figure for figure in sentence.of("percent") if fraction.end <= figure.start <= fraction.end + 120]
    if not percents or ";" in sentence.text[fraction.end : percents[0].start]:
        return None
    gap = sentence.text[fraction.end : percents[0].start]
    shares = re.match(r"\sof\s|\s?(?:的|以上)|\s?[(（,，]", gap) is not None
    after = sentence.text[percents[0].end :]
    apposed = (
        gap.endswith(", ") and re.match(r",|\s(?:to be (?:exact|precise)|exactly|precisely)\b", after) is not None
    ) or (gap.endswith((": ", "：")) and len(after) < 3)
    return (
        percents[0]
        if shares and (apposed or _RESTATES.search(gap)) and not re.search(r"\band\b.*\b(?:up|down|rose|fell)\b", gap)
        else None
    )


def _agrees(share: float, percent: float, before: str) -> bool:
    slack = max(share * 0.1, 1.0)
    if _MORE.search(before):
        return percent >= share - 0.5
    if _LESS.search(before):
        return share - 2.4 * slack <= percent <= share + 0.5
    return abs(percent - share) <= slack


def _fraction_slip(sentence: Sentence, fraction: Figure, percent: Figure) -> Slip:
    working = (
        f"{fraction.exact} = {fraction.value:.4g}%; beside it {percent.value:g}%: "
        f"{abs(fraction.value - percent.value):.4g} points apart"
    )
    money = [figure for figure in sentence.of("money") if fraction.end <= figure.start < percent.start]
    if money and percent.value:
        first = money[0]
        working += (
            f"; {first.exact} as {fraction.exact} means a whole of "
            f"{plain(first.value / fraction.value * 100)} {first.unit},"
            f" as {percent.value:g}% one of {plain(first.value / percent.value * 100)} {first.unit}"
        )
    return Slip(
        at(sentence, (fraction.start, percent.end)),
        f"“{fraction.exact}” and “{percent.exact}” are told as the same share, and are not the same.",
        working,
    )


_SPLIT = re.compile(
    r"\b(?:the (?:rest|remaining|remainder)|respectively|(?:split|divided|"
    r"shared)\s(?:up\s)?(?:between|among|by))\b|其余|其餘|剩余|剩餘|余下|分别(?:持有|持股|占)|分別(?:持有|持股|佔)",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    r"\b(?:ownership|hold|holds|held|own|owns|owned|stakes?|shares?|shareholders?|voting)\b|持股|持有|股权|股權|股份",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:rose|fell|up|down|from|increase|grew|jump|drop|cut|compared|price|profit|revenue|sales|"
    r"year)\w*\b|从|上升|下降|增|降|跌|涨",
    re.IGNORECASE,
)


def parts_over_whole(reading: Reading) -> Iterator[Slip]:
    """The parts of one whole come to more than 100%: one holds 60%, another 35%, “the rest” 20%.

    Only sentences that share out one whole are added up: with “the rest”, “the remaining” or “respectively”, about
    holdings.
    """
    for sentence in reading.sentences:
        shares = [figure for figure in sentence.of("percent") if figure.value < 100]
        if (
            len(shares) < 2
            or not _SPLIT.search(sentence.text)
            or not _HOLDS.search(sentence.text)
            or _CHANGED.search(sentence.text)
        ):
            continue
        if any(
            re.search(
                r"\b(?:of which|including|combined|total|together|altogether)\b|其中|合计|共",
                sentence.text[figure.start - 30 if figure.start > 30 else 0 : figure.start],
            )
            for figure in shares
        ):
            continue
        total = sum(figure.value for figure in shares)
        if total > 101:
            yield Slip(
                at(sentence, (shares[0].start, shares[-1].end)),
                "The parts of one whole come to more than 100%.",
                " + ".join(f"{figure.value:g}%" for figure in shares) + f" = {total:g}%",
            )


_OR_PERCENT = re.compile(
    rf"(?<![\w.,])(?P<part>{NUMBER})\s(?:out\s)?of\s(?:the|its|"
    rf"their)?\s?(?P<whole>{NUMBER})\s[\w\s-]{{2,40}}?(?:,\s?|\(\s?)(?:or\s|i\.e\.,?\s|that\sis,?\s|"
    r"namely\s|making\s|which\sis\s)?(?:about\s|some\s|around\s|roughly\s)?"
    r"(?P<percent>\d+(?:\.\d+)?)\s?(?:%|percent|per cent)",
    re.IGNORECASE,
)


_OF_PERCENT = re.compile(
    rf"\b[Oo]f\s(?:the|its|their|all)?\s?(?P<whole>{NUMBER})\s[a-z][\w-]*(?:\s[\w-]+){{0,3}},\s(?P<part>"
    r"\d[\d,]*)\s?(?:\(|,\sor\s)(?P<percent>\d+(?:\.\d+)?)\s?(?:%|percent|per cent)"
)
_ZH_PERCENT = re.compile(
    rf"(?P<whole>{NUMBER})(?P<mw>[家名个位])[\u4e00-\u9fff]{{1,6}}?中[，,]?有(?P<part>{NUMBER})(?P=mw)[（(，,](?:占"
    r"|约)?(?P<percent>\d+(?:\.\d+)?)[%％]"
)


def percent_against_amount(reading: Reading) -> Iterator[Slip]:
    """The percentage is not that of the amounts beside it: “30 of the 100 firms, or 50%”."""
    for sentence in reading.sentences:
        if not sentence.of("percent"):
            continue
        for match in (
            found for pattern in (_OR_PERCENT, _OF_PERCENT, _ZH_PERCENT) for found in pattern.finditer(sentence.text)
        ):
            part, whole = (number(match[key]) for key in ("part", "whole"))
            said = float(match["percent"])
            true = 100 * part / whole if whole else said
            if abs(true - said) > max(1.5, 0.05 * said):
                yield Slip(
                    at(sentence, match.span()),
                    f"“{match[0]}”: the percentage is not that of the figures beside it.",
                    f"{plain(part)} / {plain(whole)} = {true:.3g}%, not {said:g}%",
                )
