"""The topology holds together: every stage has a station, a process and a task."""

from __future__ import annotations

from pipeline.records import Stage
from workers.topology import PROCESS, STATION, STATIONS, stages_of


def test_every_stage_has_a_station_and_every_queue_a_process() -> None:
    assert set(STATION) == set(Stage)
    assert {station.queue for station in STATIONS} == set(PROCESS)


def test_every_way_ends_at_the_index() -> None:
    for station in STATIONS:
        stage, seen = station.stage, []
        while (then := STATION[stage].then) is not None:
            assert stage not in seen, "the topology has a loop"
            seen.append(stage)
            stage = then
        assert stage is Stage.INDEX


def test_the_text_queue_serves_the_chained_nlp_stages() -> None:
    assert stages_of("text") == (Stage.CLEAN, Stage.ENRICH, Stage.CLUSTER)


def test_every_station_has_its_celery_task() -> None:
    from workers import tasks

    for station in STATIONS:
        assert getattr(tasks, station.stage.value).name == station.task
