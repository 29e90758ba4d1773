import re
import tomllib
from collections import Counter, defaultdict

import pytest
import yaml

from upperhand import data
from upperhand.errors import DataError
from upperhand.resolve.nameform import normal_form
from upperhand.resolve.namerecords import Record, build, strong_names
from upperhand.resolve.nametable import NameTable, caption
from upperhand.resolve.romanise import main, pinyin, simplified, traditional

TABLE = NameTable.load()
HAN = re.compile(r"[\u3400-\u9fff]")
TICKER = re.compile(
    r"(?:NYSE|NASDAQ|OTC|HKEX|SSE|SZSE|TWSE|TSE|KRX|LSE|FRA|PAR|AMS|SIX|ASX|BME|BIT|HEL|OSL|CPH|WSE|MOEX|NSE|TADAWUL"
    r"|JSE|SGX):[A-Z0-9.\-&]{1,11}"
)


def ids(name: str) -> list[str]:
    return [entity.id for entity in TABLE.lookup(name)]


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Alibaba", "alibaba"), ("阿里巴巴集團控股有限公司", "alibaba"), ("Alibaba Group Holding Ltd.", "alibaba"),
        ("ālǐbābā", "alibaba"), ("Alibaba’s", "alibaba"), ("NYSE:BABA", "alibaba"),
        ("9988.HK", "alibaba"), ("BABA", "alibaba"), ("alibaba", "alibaba"),
        ("ＡＬＩＢＡＢＡ", "alibaba"), ("0700.HK", "tencent"), ("600519.SS", "moutai"),
        ("600519.SH", "moutai"), ("海康威視", "hikvision"), ("Haikang Weishi", "hikvision"),
        ("hai3kang1 wei1shi4", "hikvision"), ("Ant", "ant-group"), ("H&M", "hm"),
        ("McDonald’s", "mcdonalds"), ("台積電", "tsmc"), ("臺積電", "tsmc"),
        ("鴻海", "hon-hai"), ("U.S. Commerce Department", "us-commerce"), ("the Pentagon", "dod"),
        ("Beijing", "gov-cn"), ("Washington", "gov-us"), ("the Kremlin", "ru-presidential"),
        ("Brussels", "eu"), ("国家网信办", "cac"), ("中纪委", "ccdi"),
        ("陕西省政府", "gov-shaanxi"), ("Shanxi Provincial Government", "gov-shanxi"), ("馬雲", "person:jack-ma"),
        ("Ma Yun", "person:jack-ma"), ("Chinese regulators", "gov-cn"),
        ("Cyberspace Administration of China (CAC)", "cac"), ("中芯国际（SMIC）", "smic"),
        ("Xi Jinping", "person:xi-jinping"), ("Koza İpek", "koza"), ("Gap", "gap"), ("Gap Inc.", "gap"),
        ("91330000733796106P", "hikvision"), ("HWUPKR0MPOU8FGXBT394", "apple"),
        ("Petroleos de Venezuela", "pdvsa"),
    ],
)  # fmt: skip
def test_every_way_to_write_a_name_finds_its_bearer(name: str, id: str) -> None:
    assert ids(name) == [id]


def test_a_weak_name_is_strong_with_its_legal_form() -> None:
    assert TABLE.find("Gap").weak and not TABLE.find("The Gap, Inc.").weak


def test_unknown_and_shared_names() -> None:
    assert ids("Northlake Motors") == []
    assert ids("") == []
    assert ids("Wang Jian") == ["person:wang-jian", "person:wang-jian-bgi"]


def test_an_entity_carries_followthemoney_properties() -> None:
    entity = TABLE.entity("alibaba")
    assert entity is not None and entity.schema == "Company" and entity.caption == "Alibaba"
    assert entity.properties["name"] == (
        "Alibaba", "Alibaba Group Holding Limited", "阿里巴巴集团控股有限公司", "阿里巴巴集團控股有限公司",
    )  # fmt: skip
    assert entity.properties["ticker"] == ("NYSE:BABA", "HKEX:9988")
    assert entity.properties["country"] == ("cn",) and "阿里" in entity.properties["weakAlias"]
    person = TABLE.entity("person:jack-ma")
    assert person is not None and person.schema == "Person" and "founder, Alibaba" in person.properties["position"]
    assert TABLE.entity("northlake") is None


def test_state_ownership_is_a_topic() -> None:
    found = [entity for name in ("CNNC", "PLA", "BYD") for entity in TABLE.lookup(name)]
    assert [entity.properties.get("topics") for entity in found] == [("gov.soe",), ("mil",), None]


def test_every_property_is_one_of_followthemoney() -> None:
    schemata = yaml.safe_load((data.ROOT / "ftm/schema.yml").read_text())["schemata"]

    def properties(schema: str) -> set[str]:
        above = [properties(parent) for parent in schemata[schema].get("extends", ())]
        return set(schemata[schema].get("properties", ())).union(*above)

    for id in [bearer.id for bearer in (*TABLE.records(), *TABLE.people())]:
        entity = TABLE.entity(id)
        assert entity is not None and set(entity.properties) <= properties(entity.schema), id


def test_kin_are_parents_then_descendants() -> None:
    assert [entity.id for entity in TABLE.kin("alipay")][:2] == ["ant-group", "alibaba"]
    assert {"ant-group", "alipay", "cainiao"} <= {entity.id for entity in TABLE.kin("alibaba")}
    assert TABLE.kin("northlake") == ()


def test_the_tables_are_broad() -> None:
    kinds = Counter(record.schema == "Company" for record in TABLE.records())
    assert kinds[True] >= 450 and kinds[False] >= 230


def test_names_are_shared_only_where_the_note_says_so() -> None:
    note = tomllib.loads((data.ROOT / "names/ambiguous.toml").read_text())
    allowed = {normal_form(row["name"]): set(row["ids"]) for row in note["shared"]}
    bearers: dict[str, set[str]] = defaultdict(set)
    for record in TABLE.records():
        for name in strong_names(record):
            bearers[normal_form(name)].add(record.id)
    for person in TABLE.people():
        for name in person.names:
            bearers[normal_form(name)].add(person.id)
    assert {form: found for form, found in bearers.items() if len(found) > 1} == allowed


def test_traditional_and_pinyin_follow_from_simplified() -> None:
    for record in TABLE.records():
        plain = {simplified(name) for name in record.names.get("zh-Hans", ())}
        assert {simplified(name) for name in record.names.get("zh-Hant", ())} == plain, record.id
        for name in record.names.get("zh-Hans", ()):
            # 昇 is kept in registered names on the mainland, though OpenCC writes 升
            assert name.replace("昇", "升") == simplified(name), f"{record.id}: {name} is not Simplified"
        spelled = {pinyin(name) for name in record.names.get("zh-Hans", ())}
        assert set(record.names.get("pinyin", ())) <= spelled, record.id


def test_records_are_well_formed() -> None:
    for record in TABLE.records():
        assert re.fullmatch(r"[a-z0-9][a-z0-9\-]*", record.id), record.id
        assert record.schema in {"Company", "Organization", "PublicBody"}, record.id
        assert re.fullmatch(r"[a-z]{2}", record.country), record.id
        assert all(TICKER.fullmatch(ticker) for ticker in record.tickers), f"{record.id}: {record.tickers}"
        shown = [*record.names.get("en", ()), *record.former, *record.abbreviations, *record.weak]
        assert len(shown) == len(set(shown)), f"{record.id}: a name stands twice"
        assert all(not HAN.search(name) for name in record.names.get("en", ())), record.id
        assert all(len(normal_form(name)) > 1 for name in strong_names(record)), record.id
        assert set(record.names) <= {"en", "zh-Hans", "zh-Hant", "pinyin"} and caption(record)
        assert all(CHECKS[scheme](value) for scheme, value in record.identifiers.items()), record.id


def lei_is_valid(lei: str) -> bool:
    return len(lei) == 20 and int("".join(str(int(char, 36)) for char in lei)) % 97 == 1


def uscc_is_valid(code: str) -> bool:
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(letters.index(char) * 3**place % 31 for place, char in enumerate(code[:17]))
    return len(code) == 18 and letters.index(code[17]) == (31 - total % 31) % 31


CHECKS = {"lei": lei_is_valid, "uscc": uscc_is_valid}


def test_checksums_know_right_from_wrong() -> None:
    assert lei_is_valid("HWUPKR0MPOU8FGXBT394") and not lei_is_valid("HWUPKR0MPOU8FGXBT395")
    assert uscc_is_valid("91350100M000100Y43") and not uscc_is_valid("91350100M000100Y44")


def record(id: str, **more: object) -> Record:
    return Record(id=id, schema="Company", kind="company", country="cn", names={"en": (id.title(),)}, **more)  # type: ignore[arg-type]


def test_a_wrong_table_is_an_error() -> None:
    with pytest.raises(DataError, match="'northlake' stands twice"):
        build([record("northlake"), record("northlake")])
    with pytest.raises(DataError, match="parent 'lakes' is no record"):
        build([record("northlake", parent="lakes")])
    with pytest.raises(DataError, match="east: its parents run in a circle"):
        build([record("east", parent="west"), record("west", parent="east")])


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("The Northlake Motors Co., Ltd.", "northlakemotors"), ("Northlake's", "northlake"), ("Limited", "limited"),
        ("天河航运有限公司", "天河航运"), ("天河航運股份有限公司", "天河航运"), ("Tiān hé", "tianhe"),
        ("Tian1he2", "tianhe"), ("Grupo Ñandú S.A.B. de C.V.", "gruponandu"), ("A&B plc", "aandb"),
        ("", ""), ("!!!", ""),
    ],
)  # fmt: skip
def test_normal_form(name: str, form: str) -> None:
    assert normal_form(name) == form


def test_romanisation() -> None:
    assert pinyin("陕西省人民政府") == "Shaanxi Sheng Renmin Zhengfu"
    assert pinyin("西安银行") == "Xi'an Yinhang"
    assert pinyin("华为技术有限公司") == "Huawei Jishu Youxian Gongsi"
    assert traditional("台湾银行", "tw") == "臺灣銀行"


def test_forms_for_a_new_record_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["商汤科技"])
    assert capsys.readouterr().out == "zh-Hans: [商汤科技]\nzh-Hant: [商湯科技]\npinyin: [Shangtang Keji]\n"
