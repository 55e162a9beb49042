import io
import json
import lzma
import zipfile

import pytest

from tools.managed_policies import MEMBER, build_policies, pick, read_policies

POLICY = {
    "CreateDate": "2020-01-01T00:00:00+00:00",
    "DefaultVersionId": "v3",
    "Document": {
        "Statement": [{"Action": "s3:*", "Condition": {}, "Effect": "Allow", "Resource": "*", "Sid": "All"}],
        "Version": "2012-10-17",
    },
    "Path": "/service-role/",
    "PermissionsBoundaryUsageCount": 7,
    "UpdateDate": "2021-01-01T00:00:00+00:00",
}


def unpack(packed):
    return json.loads(lzma.decompress(packed))


def test_a_row_has_the_facts_and_a_document_in_reading_order():
    ((name, path, version, created, updated, document),) = unpack(build_policies({"P": POLICY}))
    assert (name, path, version) == ("P", "/service-role/", "v3")
    assert (created, updated) == ("2020-01-01T00:00:00+00:00", "2021-01-01T00:00:00+00:00")
    assert document == (
        '{"Version":"2012-10-17","Statement":'
        '[{"Sid":"All","Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{}}]}'
    )


def test_a_single_statement_stays_single():
    single = POLICY | {"Document": {"Version": "2012-10-17", "Statement": {"Effect": "Allow"}}}
    assert unpack(build_policies({"P": single}))[0][5] == '{"Version":"2012-10-17","Statement":{"Effect":"Allow"}}'


def test_the_same_policies_give_the_same_bytes_in_any_order():
    assert build_policies({"A": POLICY, "B": POLICY}) == build_policies({"B": POLICY, "A": POLICY})


def test_nothing_is_lost_silently():
    with pytest.raises(ValueError, match="Novelty"):
        pick({"Effect": "Allow", "Novelty": 1}, ("Effect",))


def test_the_source_is_read_without_running_it():
    module = f'data = """{json.dumps({"P": POLICY})}"""\nraise SystemExit\n'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as wheel:
        wheel.writestr(MEMBER, module)
    assert read_policies(zipfile.ZipFile(stream)) == {"P": POLICY}
