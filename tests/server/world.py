"""A small world of fictional companies and people, in three datasets, and a server that runs it on loopback."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn

from upperhand.server.app import create_app
from upperhand.server.catalogue import Catalogue, from_fragments
from upperhand.server.fragments import Dataset, Fragment

EARLY, LATE = "2024-01-01T00:00:00Z", "2025-06-01T00:00:00Z"
DATASETS = (
    Dataset(
        "xx-listed", "Listed firms of Xanadu", "https://example.org/list", "Ministry of Lists", "xx", "2025-1", LATE
    ),
    Dataset("yy-persons", "Persons of note"),
    Dataset("upperhand", "Claims of the ledger"),
)


def fragment(
    id_: str, schema: str, dataset: str = "xx-listed", changed: str = EARLY, **properties: str | tuple[str, ...]
) -> Fragment:
    values = tuple(
        (prop, value) for prop, found in properties.items() for value in ((found,) if isinstance(found, str) else found)
    )
    return Fragment(id_, schema, "", dataset, values, EARLY, LATE, changed, is_target=schema != "Ownership")


FRAGMENTS = (
    fragment("xx-1", "Company", name=("Qingyao Nebula Technology Co., Ltd.", "青曜星云科技有限公司"), country="cn", topics="sanction",
             leiCode="5493001KJTIIGC8Y1R12", incorporationDate="2009-03-02", program="Nebula Act"),
    fragment("xx-2", "Company", name="Marrowdale Shipping Limited", jurisdiction="gb", registrationNumber="GB-00817", changed=LATE),
    fragment("xx-3", "Company", name="<script>alert('Evil & Sons')</script> Holdings", country="us"),
    fragment("sanction-1", "Sanction", entity="xx-1", authority="Ministry of Lists", startDate="2023-05-01", reason="</td><b>reasons</b>"),
    fragment("xx-vessel", "Vessel", name="MV Golden Ibex", imoNumber="9074729", flag="pa"),
    fragment("yy-1", "Person", "yy-persons", name=("Oswin Tarrabel", "Освин Таррабел"), birthDate="1965-04-09", nationality="gb", topics="role.pep", position="Minister"),
    fragment("own-1", "Ownership", "yy-persons", owner="yy-1", asset="yy-old", percentage="51"),
    fragment("yy-old", "Company", "yy-persons", name="Marrowdale Shipping Ltd", jurisdiction="gb", alias="Marrowdale Lines"),
    fragment("up-1", "Company", "upperhand", name="Qingyao Nebula", country="cn"),
    fragment("up-2", "Organization", "upperhand", name="Bureau of Fictional Affairs", country="cn"),
)  # fmt: skip
MERGED = {"yy-old": "xx-2", "up-1": "xx-1"}


def world() -> Catalogue:
    return from_fragments(DATASETS, FRAGMENTS, lambda id_: MERGED.get(id_, id_))


@contextmanager
def served() -> Iterator[str]:
    """The address of a server that is ready, on a free port of loopback."""
    server = uvicorn.Server(
        uvicorn.Config(create_app(world), host="127.0.0.1", port=0, log_config=None, access_log=False)
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def connected() -> Iterator[httpx.Client]:
    """A client of such a server."""
    with served() as address, httpx.Client(base_url=address, trust_env=False) as client:
        while client.get("/readyz").status_code == 503:
            time.sleep(0.01)
        yield client
