"""Names taken apart: scripts, sounds, legal forms, compounds, Chinese."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upperhand.errors import InputError
from upperhand.resolve import forms, han, jyutping, scripts, tables
from upperhand.resolve.names import analyse
from upperhand.resolve.spellings import transliterate, transliterations, variants
from upperhand.resolve.words import Kind, rarity, sound


def texts(name: str) -> list[str]:
    return [w.text for w in analyse(name).words]


SAME_SOUND, OTHER_SOUND = tables.sound_examples()


@pytest.mark.parametrize("group", SAME_SOUND, ids=" ".join)
def test_spellings_of_one_name_fold_to_one_sound(group: list[str]) -> None:
    assert len({sound(word) for word in group}) == 1


@pytest.mark.parametrize("group", OTHER_SOUND, ids=" ".join)
def test_other_names_keep_their_sounds_apart(group: list[str]) -> None:
    assert len({sound(word) for word in group}) == len(group)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzSC", max_size=14))
def test_passing_rules_over_changes_nothing(text: str) -> None:
    slow = text
    for pattern, latin, _ in tables.sounds():
        slow = pattern.sub(latin, slow)
    assert sound(text) == slow


@pytest.mark.parametrize("name", transliterations().standards)
def test_transliteration_standards_by_their_examples(name: str) -> None:
    cyrillic, latin = transliterations().standards[name].example
    assert transliterate(cyrillic, name) == latin


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Huawei Technologies Co., Ltd.", ["huawei", "technology"]),
        ("ООО «Ромашка»", ["romashka"]),
        ("Абдул-Рахман", ["abdulrakhman"]),
        ("Abd al-Rahman Khalid", ["abdulrahman", "khalid"]),
        ("Abdurrahman Khalid", ["abdulrahman", "khalid"]),
        ("Saif al-Din Omar", ["saifuldin", "omar"]),
        ("Saifuddin Omar", ["saifuldin", "omar"]),
        ("Bureau No. 2", ["bureau", "no", "2"]),
        ("Second Bureau", ["2", "bureau"]),
        ("2nd Bureau", ["2", "bureau"]),
        ("Al-Qa'ida", ["al", "qaida"]),
        ("Société Générale S.A.", ["societe", "generale"]),
        ("Bei3 jing1", ["bei", "jing"]),
        ("Co., Ltd.", ["co"]),
        ("Rossum Limied", ["rossum"]),
        ("A&B Trading", ["a", "and", "b", "trading"]),
    ],
)
def test_words_in_comparison_form(given: str, expected: list[str]) -> None:
    assert texts(given) == expected


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Open Joint Stock Company Vostok", "OAO Vostok"),
        ("Vostok Limited", "Vostok Ltd"),
        ("Vostok GmbH", "Vostok Gesellschaft mit beschränkter Haftung"),
        ("Vostok Pvt. Ltd.", "Vostok (Pvt.) Limited"),
        ("Vostok, S.P.R. de R.L. de C.V.", "Vostok SPR de RL de CV"),
    ],
)
def test_legal_forms_are_one_code(left: str, right: str) -> None:
    assert analyse(left).forms == analyse(right).forms != frozenset()


def test_a_name_that_is_a_legal_form_is_kept() -> None:
    assert texts("Limited") and forms.strip(["limited"])[0] == ["limited"]


def test_look_alike_letters_are_read_as_the_word_s_own() -> None:
    assert scripts.undisguise("pаypаl") == "paypal"  # two Cyrillic letters
    assert texts("Pаypаl") == ["paypal"]
    assert scripts.latin("гaзпром") == "gazprom"  # one Latin letter


def test_persian_and_ukrainian_letters_decide_the_reading() -> None:
    assert texts("Сергій Грицько") == ["serhiy", "hrytsko"]
    assert texts("Сергей Грицко") == ["sergey", "gritsko"]
    assert analyse("رضا گلزار").words[0].sound == sound("rza")


def test_words_without_vowels_know_it() -> None:
    assert all(w.abjad for w in analyse("محمد علي").words if w.kind is Kind.WORD)


def test_other_scripts_become_latin() -> None:
    assert texts("김정은")[0].isascii()
    assert texts("Αλέξανδρος Παπάς") == ["alexandros", "papas"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("浙江大华技术股份有限公司", ["浙江", "大华", "技术"]),
        ("香港通亞電子有限公司", ["香港", "通亚", "电子"]),
        ("习近平", ["习", "近平"]),
        ("欧阳明", ["欧阳", "明"]),
        ("IHI株式会社", ["ihi"]),
        ("约翰·史密斯", ["约翰", "史密斯"]),
    ],
)
def test_chinese_names_are_cut_into_words(given: str, words: list[str]) -> None:
    assert texts(given) == words


def test_readings_hold_pinyin_wade_giles_and_cantonese() -> None:
    assert {"jinping", "chinping"} <= han.readings("近平")
    assert {"chen", "chan", "tan"} <= han.readings("陈", True)
    assert "zeng" in han.readings("曾", True)
    assert han.as_pinyin(("mao", "tse", "tung")) and "mao ze dong" in han.as_pinyin(("mao", "tse", "tung"))
    assert han.as_pinyin(("xi", "jin", "ping")) == ()


def test_split_pinyin_reads_whole_words_only() -> None:
    assert han.split_pinyin("zhongguo") == ("zhong", "guo")
    assert han.split_pinyin("smith") == ()
    assert han.split_pinyin("") == ()


def test_rarity_falls_with_frequency() -> None:
    assert rarity("technology") < rarity("huawei") <= rarity("zzyzx") == 1.0


def test_names_of_other_orders_have_one_key() -> None:
    assert analyse("Ivan Petrov").key == analyse("Petrov, Ivan").key


@given(st.text(max_size=60))
def test_any_text_can_be_taken_apart(text: str) -> None:
    name = analyse(text)
    assert all(w.text for w in name.words)
    assert all(0 < w.weight <= 1 for w in name.words)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "浙江大华技术股份有限公司",
            {"浙江大华技术", "zhejiang dahua technology", "zhè jiāng dà huá jì shù", "浙江大華技術股份有限公司"},
        ),
        ("Сергей Лавров", {"Sergei Lavrov", "Sergej Lawrow"}),
        ("Mao Tse-tung", {"mao ze dong"}),
        ("Bill Gates", {"william gates", "b gates", "gates bill"}),
        ("CNOOC", {"china national offshore oil corporation", "中海油"}),
        ("529900T8BM49AURSDO55", {"529900T8BM49AURSDO55"}),
        ("Pаypal Ltd", {"paypal ltd", "LLC"}),
    ],
)
def test_variants_show_every_spelling_considered(name: str, expected: set[str]) -> None:
    found = variants(name)
    assert found[0].text == name and found[0].why == "as given"
    assert expected <= {v.text for v in found}
    assert len({v.text for v in found}) == len(found) and all(v.why for v in found)


def test_variants_of_no_name() -> None:
    with pytest.raises(InputError, match="empty"):
        variants("  ")


def test_cantonese_readings_by_syllable() -> None:
    read = {"行": "hong4", "長": "coeng4", "长": "zoeng2", "银行": "ngan4 hong4", "𠀀": "ho2"}
    assert jyutping.by_syllable(read) == {"coeng": "长", "hong": "行", "zoeng": "长"}
