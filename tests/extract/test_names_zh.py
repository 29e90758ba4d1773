import pytest

from upperhand.extract.entities import resolve
from upperhand.extract.pack import pack
from upperhand.extract.reading import read_text


def companies(text: str) -> set[str]:
    reading = read_text(text, pack("zh"))
    return {m.name for s in reading.sentences for m in s.mentions if m.kind in {"company", "unknown"}}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("雷岭照明撤销了设在厂区的党支部。", "雷岭照明"),
        ("市监局的人进了禾盒的冷库。", "禾盒"),
        ("游戏公司“弹簧狗”把海外版权装进了信托。", "弹簧狗"),
        ("短片平台「閃光影」新增一名股東。", "閃光影"),
        ("被告单位中岭控股集团犯单位行贿罪。", "中岭控股集团"),
        ("省政府向澜河纺织集团派出工作组。", "澜河纺织集团"),
        ("台廠鋐漢表示已停止接單。", "鋐漢"),
    ],
)
def test_a_name_in_no_table_is_found(text: str, name: str) -> None:
    assert name in companies(text)


@pytest.mark.parametrize(
    "text",
    [
        "并委派董事长和财务总监。",
        "北京把手伸进网络新闻。",
        "截图显示，他们交出了一份贸易名单。",
        "公司公告只说他因个人原因辞职。",
        "该市GDP增长，CEO们在会上介绍AI。",
        "如今这家视频网站有八个支部。",
    ],
)
def test_ordinary_words_are_no_names(text: str) -> None:
    assert companies(text) == set()


def test_what_stands_in_a_list_with_a_company_is_one_and_shares_its_number() -> None:
    reading = read_text("总局约谈了阿里巴巴、远棠和万禾优选。", pack("zh"))
    firms = [m for m in reading.sentences[0].mentions if m.kind in {"company", "unknown"}]
    assert {"阿里巴巴", "远棠"} <= {m.name for m in firms}
    assert len({m.chain for m in firms if m.name in {"阿里巴巴", "远棠"}}) == 1 and firms[0].chain


def test_a_short_form_is_its_company() -> None:
    reading = read_text("美国把翔鹭科技列入实体清单。翔鹭昨日否认。", pack("zh"))
    entities = resolve(reading, None)
    assert [entity.name for entity in entities.values() if entity.kind == "company"] == ["翔鹭科技"]


def test_a_chinese_name_goes_before_a_latin_one() -> None:
    reading = read_text("阿里巴巴集团宣布捐款。网友把Alibaba改了名。", pack("zh"))
    names = {entity.name for entity in resolve(reading, None).values() if entity.kind == "company"}
    assert "阿里巴巴集团" in names and "Alibaba" not in names


def test_a_source_is_no_target() -> None:
    assert "路透社" not in companies("路透社称，两家公司被约谈。")


def test_a_person_has_a_whole_name() -> None:
    reading = read_text("公司创始人沈千松在机场被边控。", pack("zh"))
    assert [m.name for m in reading.sentences[0].mentions if m.kind == "person"] == ["沈千松"]
