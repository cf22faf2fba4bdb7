"""The JSON Schemas in docs/schema/ are those of the types."""

import jsonschema
import msgspec
import pytest

from tests.integration.test_store import RESULTS
from workers.fields import FIELDS, field
from workers.schema import FOLDER, schemas


def test_the_schemas_have_not_drifted_from_the_types() -> None:
    written = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.iterdir()}
    assert written == schemas(), "run `python -m workers.schema`"


@pytest.mark.parametrize("stage", FIELDS)
def test_a_field_is_valid_and_one_without_its_version_is_not(stage: str) -> None:
    schema = msgspec.json.decode(schemas()[f"{stage}.json"])
    value = msgspec.json.decode(msgspec.json.encode(field(stage, RESULTS[stage], "1")))
    jsonschema.validate(value, schema)
    del value["version"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(value, schema)
