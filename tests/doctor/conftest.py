"""A doctor with patience, and the server that it looks at."""

from collections.abc import Iterator

import pytest

from app.doctor import streaming, way
from tests.doctor.at_work import OPTIONS
from tests.patience import PATIENCE_S
from tests.running import Server, running


@pytest.fixture(scope="module", autouse=True)
def patient_doctor() -> Iterator[None]:
    """A busy machine is no slow way to the wall: have the doctor take all the time that there is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.doctor.visitor.TIMEOUT_S", PATIENCE_S)
        patch.setattr(way, "TIMEOUT_S", PATIENCE_S)
        patch.setattr(way, "MAX_CLOCK_ERROR_S", PATIENCE_S)
        patch.setattr(streaming, "FIRST_BYTES_S", PATIENCE_S)
        yield


@pytest.fixture(scope="package")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("site") / "party", **OPTIONS) as server:
        yield server
