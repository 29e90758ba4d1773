"""Random histories against a slow, obvious model: every moment of the past reads as it did when it was the present."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.ledger.samples import claim, document, link
from upperhand.ledger import Added, Ledger
from upperhand.model import Judgement

DOCUMENTS = [document(f"Acme one. Acme two. Acme three. Number {number}.") for number in range(3)]
CLAIMS = {
    each.id: [claim(each, f"Acme {word}.", target=word) for word in ("one", "two", "three")] for each in DOCUMENTS
}
Subset = st.sets(st.integers(0, 2))


class History(RuleBasedStateMachine):
    """The model: each document's last reading, since when each claim stands, and a copy of every past state."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.ledger = Ledger(Path(self.folder.name) / "ledger.db")
        self.clock = 0
        self.readings: dict[str, tuple[str, frozenset[int]]] = {}
        self.standing: dict[str, str] = {}
        self.forgotten: set[str] = set()
        self.observations = 0
        self.past: dict[str, dict[str, str]] = {}

    def now(self) -> str:
        return f"2021-01-01T{self.clock // 3600:02}:{self.clock // 60 % 60:02}:{self.clock % 60:02}Z"

    @rule(number=st.integers(0, 2), found=Subset, ruleset=st.sampled_from("ABC"), later=st.booleans())
    def add(self, number: int, found: set[int], ruleset: str, later: bool) -> None:
        source = DOCUMENTS[number]
        if source.id in self.forgotten:
            return
        self.clock += later
        claims = [CLAIMS[source.id][index] for index in sorted(found)]
        added = self.ledger.add(source, claims, [link(each) for each in claims], ruleset=ruleset, at=self.now())
        known = self.readings.get(source.id)
        if known is not None and known[0] == ruleset:
            assert added == Added()
            return
        before = {each.id for each in CLAIMS[source.id] if each.id in self.standing}
        after = {each.id for each in claims}
        assert added == Added(int(known is None), len(after - before), len(before - after))
        self.readings[source.id] = ruleset, frozenset(found)
        self.observations += len(after ^ before)
        for gone in before - after:
            del self.standing[gone]
        for fresh in after - before:
            self.standing[fresh] = self.now()

    @precondition(lambda self: self.readings)
    @rule(later=st.booleans())
    def forget(self, later: bool) -> None:
        left = sorted(set(self.readings) - self.forgotten)
        if len(left) < 2:
            return
        self.clock += later
        self.ledger.forget(left[0], by="court", reason="order", at=self.now())
        self.forgotten.add(left[0])
        erased = {each.id for each in CLAIMS[left[0]]}
        self.observations += len(erased & self.standing.keys())
        for state in (self.standing, *self.past.values()):
            for claim_id in erased & state.keys():
                del state[claim_id]

    @rule(pair=st.sampled_from([("unknown:one", "unknown:two"), ("unknown:two", "unknown:three")]), same=st.booleans())
    def judge(self, pair: tuple[str, str], same: bool) -> None:
        self.ledger.judge(Judgement(*pair, "positive" if same else "none", "me", self.now()))

    @invariant()
    def the_present_and_every_past_moment_read_as_they_were(self) -> None:
        self.past[self.now()] = dict(self.standing)
        for moment, state in self.past.items():
            read = {each.claim.id: each.observed_at for each in self.ledger.claims(as_of=moment)}
            assert read == state, moment
        assert {each.claim.id for each in self.ledger.claims()} == self.standing.keys()

    @invariant()
    def rows_are_only_added(self) -> None:
        assert len(self.ledger.observations()) == self.observations

    @invariant()
    def clusters_part_the_claims(self) -> None:
        clusters = {self.ledger.clusters().members(f"unknown:{word}") for word in ("one", "two", "three")}
        claims = [each.claim.id for cluster in clusters for each in self.ledger.claims(min(cluster))]
        assert sorted(claims) == sorted(self.standing)

    def teardown(self) -> None:
        self.ledger.close()
        self.folder.cleanup()


History.TestCase.settings = settings(
    max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestHistory = History.TestCase
