"""Looker's official API document as a judge of requests and answers. Its known quirks are read as its README says."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

DOCUMENT = Path(__file__).parents[3] / "shared" / "contracts" / "looker-api-4.0.oas.json.gz"


class Contract:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self._paths = [
            (re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), operations)
            for path, operations in document["paths"].items()
        ]
        self._answers = {"schemas": _strict(document["components"]["schemas"], is_request=False)}
        self._requests = {"schemas": _strict(document["components"]["schemas"], is_request=True)}

    def wrong_request(self, method: str, path: str, query: Mapping[str, str], body: Any) -> Iterator[str]:
        """What is wrong with a request, in sentences. `path` is without `/api/4.0`, `body` parsed."""
        operation = self._operation(method, path)
        if operation is None:
            yield f"{method} {path} is no operation of the document"
            return
        declared = {each["name"]: each["schema"] for each in operation.get("parameters", ()) if each["in"] == "query"}
        for name, value in query.items():
            if name not in declared or not _fits(value, declared[name]["type"]):
                yield f"{method} {path} does not take {name}={value}"
        schema = _json_schema(operation.get("requestBody", {}))
        if schema:
            yield from self._wrong(body, schema, self._requests, f"the body of {method} {path}")

    def wrong_answer(self, method: str, path: str, status: int, document: Any) -> Iterator[str]:
        """What is wrong with an answer, in sentences. 401 and 5xx are declared nowhere, runs as text."""
        operation = self._operation(method, path)
        if operation is None or status in (204, 401) or status >= 500 or (status == 200 and "/run/" in path):
            return
        if str(status) not in operation["responses"]:
            yield f"{method} {path} never answers {status}"
            return
        schema = _json_schema(operation["responses"][str(status)])
        yield from self._wrong(document, schema, self._answers, f"the answer {status} of {method} {path}")

    def _operation(self, method: str, path: str) -> dict[str, Any] | None:
        found = (operations for pattern, operations in self._paths if pattern.fullmatch(path))
        return next((operations[method.lower()] for operations in found if method.lower() in operations), None)

    def _wrong(self, document: Any, schema: Mapping[str, Any], components: Any, where: str) -> Iterator[str]:
        validator = jsonschema.Draft202012Validator({**schema, "components": components})
        for error in validator.iter_errors(document):
            yield f"{where}: {error.json_path} {error.message}"


@cache
def official() -> Contract | None:
    """The contract, None where the document does not lie beside the project."""
    if not DOCUMENT.exists():
        return None
    with gzip.open(DOCUMENT, "rt", encoding="utf-8") as file:
        return Contract(json.load(file))


def _json_schema(described: Mapping[str, Any]) -> Mapping[str, Any]:
    return described.get("content", {}).get("application/json", {}).get("schema", {})


def _fits(value: str, kind: str) -> bool:
    return {"integer": value.lstrip("-").isdecimal(), "boolean": value in ("true", "false")}.get(kind, True)


def _strict(schema: Any, *, is_request: bool) -> Any:
    """An OpenAPI 3.0 schema as JSON Schema: `any` and `nullable` translated, unknown properties forbidden, and in
    requests those that only Looker writes."""
    if isinstance(schema, list):
        return [_strict(each, is_request=is_request) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _strict(value, is_request=is_request) for key, value in schema.items() if key != "properties"}
    if "properties" in schema:
        kept["properties"] = {
            name: _strict(each, is_request=is_request)
            for name, each in schema["properties"].items()
            if not (is_request and each.get("readOnly"))
        }
        kept.setdefault("additionalProperties", False)
    if kept.get("type") == "any":
        del kept["type"]
    elif kept.get("nullable") and isinstance(kept.get("type"), str):
        kept["type"] = [kept["type"], "null"]
    return kept
