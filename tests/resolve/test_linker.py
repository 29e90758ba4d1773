import pickle

from upperhand.model import Claim, Evidence, Judgement
from upperhand.resolve.linker import Linker, name_id
from upperhand.resolve.nametable import NameTable

LINKER = Linker(NameTable.load())


def claim(target: str, kind: str = "company", actor: str | None = None, people: tuple[str, ...] = ()) -> Claim:
    evidence = Evidence("d", 0, 1, "x")
    return Claim("c", "enforcement", target, evidence, target_kind=kind, actor=actor, people=people)  # type: ignore[arg-type]


def target(
    name: str, *context: str, kind: str = "company", linker: Linker = LINKER
) -> tuple[str | None, tuple[str, ...], str]:
    link = linker.link(claim(name, kind), context)[0]
    return link.entity_id, link.candidates, link.how


def ruling(left: str, right: str, verdict: str, at: str = "2021-01-01T00:00:00Z") -> Judgement:
    return Judgement(left, right, verdict, "an analyst", at)  # type: ignore[arg-type]


def test_one_link_for_each_name() -> None:
    links = LINKER.link(claim("阿里巴巴", actor="国家市场监督管理总局", people=("Jack Ma", "Ada Northlake")))
    assert [(link.role, link.entity_id) for link in links] == [
        ("target", "alibaba"), ("actor", "samr"), ("person", "person:jack-ma"),
        ("person", name_id("ada  northlake", "Person")),
    ]  # fmt: skip
    assert {link.claim_id for link in links} == {"c"}


def test_an_unknown_name_keeps_one_id_in_every_spelling() -> None:
    first, _, how = target("Northlake Motors Co., Ltd.")
    assert first == target("the Northlake Motors")[0] and how == "unknown" and str(first).startswith("unknown:")
    assert first != name_id("Northlake Motors", "Person")


def test_a_weak_name_needs_another_that_speaks_for_it() -> None:
    assert target("Ant") == (None, ("ant-group",), "ambiguous")
    assert target("Ant", "Ant") == (None, ("ant-group",), "ambiguous")
    assert target("Ant", "Alibaba Group") == ("ant-group", (), "context")
    assert target("Ant", "Huawei", "Gree") == (None, ("ant-group",), "ambiguous")


def test_a_shared_name_is_left_open_unless_the_document_decides() -> None:
    both = ("person:wang-jian", "person:wang-jian-bgi")
    assert target("Wang Jian", kind="person") == (None, both, "ambiguous")
    assert target("Wang Jian", "HNA Group", kind="person") == ("person:wang-jian", (), "context")
    assert target("Wang Jian", "BGI Genomics", kind="person") == ("person:wang-jian-bgi", (), "context")
    assert target("Wang Jian", "HNA Group", "BGI Genomics", kind="person") == (None, both, "ambiguous")


def test_people_are_matched_in_their_public_role_only() -> None:
    assert target("王卫", kind="person") == (None, ("person:wang-wei",), "ambiguous")
    assert target("王卫", "顺丰控股", kind="person") == ("person:wang-wei", (), "context")
    assert target("任正非", kind="person") == ("person:ren-zhengfei", (), "known")
    assert target("Jack Ma", kind="person")[0] == "person:jack-ma"
    assert target("Jack Ma", kind="company")[2] == "unknown"


def test_sectors_and_words_for_nobody_in_particular() -> None:
    assert target("Private Enterprises", kind="sector") == ("sector:private-enterprises", (), "sector")
    assert target("民营企业", kind="sector") == ("sector:民营企业", (), "sector")
    assert LINKER.link(claim("Alibaba", actor="the authorities"))[1].entity_id == "generic:authorities"


def test_rulings_hold_and_can_be_taken_back() -> None:
    own = name_id("Ant", "Company")
    yes, no = ruling(own, "ant-group", "positive"), ruling("ant-group", own, "none", "2022-01-01T00:00:00Z")
    assert target("Ant", linker=Linker(NameTable.load(), [yes])) == ("ant-group", (), "judgement")
    assert target("Ant", linker=Linker(NameTable.load(), [no, yes])) == (None, ("ant-group",), "ambiguous")


def test_a_negative_ruling_keeps_a_name_and_an_entity_apart() -> None:
    own = name_id("Alibaba", "Company")
    linker = Linker(NameTable.load(), [ruling("alibaba", own, "negative")])
    assert target("Alibaba", linker=linker) == (own, (), "unknown")


def test_rulings_join_unknown_names_by_way_of_each_other() -> None:
    east, west = name_id("Northlake East", "Company"), name_id("Northlake West", "Company")
    linker = Linker(NameTable.load(), [ruling(east, west, "positive")])
    assert target("Northlake East", linker=linker)[0] == target("Northlake West", linker=linker)[0] == min(east, west)
    linker = Linker(NameTable.load(), [ruling(east, west, "positive"), ruling(west, "byd", "positive")])
    assert target("Northlake East", linker=linker) == ("byd", (), "judgement")


def test_a_linker_travels_to_workers() -> None:
    assert pickle.loads(pickle.dumps(LINKER)).link(claim("Huawei"))[0].entity_id == "huawei"
