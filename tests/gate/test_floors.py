"""The floors of extraction hold on every set that is here; each gold claim gained or lost is printed."""

import pytest
from benchmarks import gate

ACCEPTED = gate.load()


@pytest.mark.skipif(not ACCEPTED, reason="no accepted run: make one with python -m benchmarks.gate --accept")
def test_no_floor_has_sunk():
    run = gate.measure()
    print("\n".join(gate.changes(run, ACCEPTED)))
    assert gate.sunk(run, ACCEPTED) == []


def test_floors_rise_with_a_run_and_sink_only_for_a_reason():
    better, worse = gate.Run(f1={"own": {"en/all": 0.6}}), gate.Run(f1={"own": {"en/all": 0.4}})
    accepted = gate.accept(better, {}, None)
    assert accepted["floors"]["own"]["en/all"] == pytest.approx(0.58)
    assert gate.accept(worse, accepted, None)["floors"] == accepted["floors"]
    lowered = gate.accept(worse, accepted, "the set was wrong")
    assert lowered["floors"]["own"]["en/all"] == pytest.approx(0.38) and lowered["lowered"] == ["the set was wrong"]


def test_a_changed_set_has_no_floor_until_it_is_accepted():
    stems = [path.stem for path in gate.paths()["own"]] or pytest.skip("no set of our own is here")
    run = gate.Run(hashes=dict.fromkeys(stems, "new"), f1={"own": {"en/all": 0.1}})
    accepted = {"floors": {"own": {"en/all": 0.5}}, "hashes": dict.fromkeys(stems, "old")}
    assert gate.sunk(run, accepted) == []
    accepted["hashes"] = dict.fromkeys(stems, "new")
    assert len(gate.sunk(run, accepted)) == 1
