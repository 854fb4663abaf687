"""What a tus request says, as tables: header in, meaning or refusal out."""

import base64
import contextlib
import hashlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers

from app.base.errors import AppError
from app.intake.tus import headers as tus
from app.intake.tus.checksum import parse_checksum
from app.intake.tus.metadata import parse_metadata


@pytest.mark.parametrize("version", [None, "", "0.2.2", "1.0.1", "1.0.0, 0.2.2"])
def test_another_version_is_told_ours(version: str | None) -> None:
    with pytest.raises(AppError) as refused:
        tus.check_version(Headers({} if version is None else {"Tus-Resumable": version}))
    assert (refused.value.status, refused.value.headers) == (412, {"Tus-Version": "1.0.0"})


@pytest.mark.parametrize(
    ("method", "override", "meant"),
    [
        ("PATCH", None, "PATCH"),
        ("POST", "PATCH", "PATCH"),
        ("POST", "delete ", "DELETE"),
        ("GET", "HEAD", "HEAD"),
    ],
)
def test_the_override_counts_instead_of_the_method(method: str, override: str | None, meant: str) -> None:
    headers = Headers({} if override is None else {"X-HTTP-Method-Override": override})
    assert tus.method_of(method, headers) == meant


@pytest.mark.parametrize("length", ["", "-1", "1.5", "0x10", "१२", " 1", "NaN"])
def test_a_length_or_offset_that_is_no_number_is_a_400(length: str) -> None:
    for read, name in ((tus.upload_length, "Upload-Length"), (tus.upload_offset, "Upload-Offset")):
        for headers in (Headers({name: length}), Headers()):
            with pytest.raises(AppError) as refused:
                read(headers)
            assert refused.value.status == 400


@pytest.mark.parametrize(
    ("digits", "length"),
    [("0" * 30 + "7", 7), ("1" * 16, int("1" * 16)), ("1" * 18, int("1" * 18)), ("9" * 5000, 10**18 - 1)],
)
def test_a_number_may_have_any_number_of_digits(digits: str, length: int) -> None:
    assert tus.upload_length(Headers({"Upload-Length": digits})) == length


@pytest.mark.parametrize(
    "headers", [{"Upload-Defer-Length": "1"}, {"Upload-Concat": "partial", "Upload-Length": "1"}]
)
def test_what_is_not_offered_is_a_400(headers: dict[str, str]) -> None:
    with pytest.raises(AppError) as refused:
        tus.upload_length(Headers(headers))
    assert refused.value.status == 400


def test_a_time_is_written_as_http_writes_it() -> None:
    assert tus.http_date(datetime(2026, 6, 25, 16, 0, tzinfo=UTC)) == "Thu, 25 Jun 2026 16:00:00 GMT"


@pytest.mark.parametrize(
    ("header", "pairs"),
    [
        ("", {}),
        ("filename d29ybGQucGRm,is_confidential", {"filename": "world.pdf", "is_confidential": ""}),
        ("key YQ==, caption w6k=", {"key": "a", "caption": "é"}),
        ("empty ", {"empty": ""}),
        ("bytes /w==", {"bytes": "\ufffd"}),
    ],
)
def test_metadata_is_read_as_pairs(header: str, pairs: dict[str, str]) -> None:
    assert parse_metadata(header) == pairs


@pytest.mark.parametrize(
    "header",
    ["a b", "a YQ", "a YQ==,a YQ==", ",", "a YQ==,", "é YQ==", "a\x00b YQ==", "a Y Q==", "x" * 9000],
)
def test_broken_metadata_is_a_400(header: str) -> None:
    with pytest.raises(AppError) as refused:
        parse_metadata(header)
    assert refused.value.status == 400


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,10}", fullmatch=True), st.text(max_size=50), max_size=5))
def test_what_a_client_writes_is_what_we_read(words: dict[str, str]) -> None:
    encodable = {key: value for key, value in words.items() if value.isprintable()}
    header = ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in encodable.items()
    )
    assert parse_metadata(header) == encodable


@given(st.text(max_size=60))
def test_no_metadata_at_all_is_anything_but_read_or_refused(header: str) -> None:
    with contextlib.suppress(AppError):
        assert isinstance(parse_metadata(header), dict)


def checksum_of(data: bytes, algorithm: str) -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_checksum_is_right_for_its_bytes_alone(algorithm: str) -> None:
    for sent, status in ((b"hello world", None), (b"hello worle", 460), (b"", 460)):
        checksum = parse_checksum(checksum_of(b"hello world", algorithm))
        assert checksum is not None
        checksum.update(sent[:5])
        checksum.update(sent[5:])
        if status is None:
            checksum.check()
        else:
            with pytest.raises(AppError) as refused:
                checksum.check()
            assert refused.value.status == status


@pytest.mark.parametrize(
    "header",
    [
        "",
        "md5 " + "A" * 24,
        "SHA1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
        "sha1",
        "sha1 %%%",
        "sha256 Kq5s",
        "crc32 x",
    ],
)
def test_a_checksum_that_cannot_be_checked_is_a_400(header: str) -> None:
    with pytest.raises(AppError) as refused:
        parse_checksum(header)
    assert refused.value.status == 400


def test_without_a_checksum_nothing_is_checked() -> None:
    assert parse_checksum(None) is None
