from upperhand.extract import aptness
from upperhand.extract.engine import _model
from upperhand.extract.judge import study, weigh
from upperhand.extract.pack import pack
from upperhand.model import Document


def entities(text, language="en"):
    studied = study(Document(id="d", text=text, title="", language=language), pack(language))
    weigh(studied, _model(language).names)
    return studied


def test_a_company_is_apter_than_a_place_or_a_phrase_of_a_headline():
    studied = entities(
        "POSITIVE ENERGY\n\nNorthlake Motors was fined. Northlake's founder, Lin Wei, was held in Leeds."
    )
    apt = {entity.name: entity.apt for entity in studied.entities.values()}
    assert apt["Northlake Motors"] == max(apt.values())
    assert studied.main is not None and studied.main.name == "Northlake Motors"


def test_what_is_wanted_are_the_names_of_targets():
    studied = entities("Northlake Motors was fined by Banyan Pay.")
    wanted = aptness.wanted(list(studied.entities.values()), ["Northlake"])
    assert dict(zip(studied.entities, wanted, strict=True)) == {"northlake motors": "yes", "banyan pay": "no"}
