"""Issues with comments on the board of the GitHub on the loopback: found by their address, commented on, edited."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.sources.github_boards import Board, Denied, connection


@dataclass
class Issues(Board):
    """A board whose issues have comments; those with `viewerDidAuthor` are of the account that asks."""

    comments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def tracking_issue(self, title: str) -> str:
        """Adds an issue; its address is the answer."""
        content = self.issue(title)["content"]
        content["comments"] = connection(self.comments.setdefault(content["url"], []))
        return content["url"]

    def says(self, url: str, body: str, *, is_ours: bool = False) -> dict[str, Any]:
        """Adds a comment."""
        name = f"IC_{sum(map(len, self.comments.values())) + 1}"
        comment = {"id": name, "url": f"{url}#issuecomment-{name}", "body": body, "viewerDidAuthor": is_ours}
        self.comments[url].append(comment)
        return comment

    def bodies(self, url: str) -> list[str]:
        return [comment["body"] for comment in self.comments[url]]

    def root(self) -> dict[str, Any]:
        changes = {"addComment": self._add_comment, "updateIssueComment": self._edit_comment}
        return {**super().root(), "resource": self._located, **changes}

    def _located(self, _: Any, url: str) -> dict[str, Any]:
        found = [each["content"] for each in self.items if each["content"]["url"] == url]
        if not found:
            raise Denied(f"Could not resolve to a node with the URL of '{url}'.", "NOT_FOUND")
        return found[0]

    def _add_comment(self, _: Any, input: dict[str, Any]) -> dict[str, Any]:  # the schema's name for it
        content = next(each["content"] for each in self.items if each["content"]["id"] == input["subjectId"])
        return {"commentEdge": {"node": self.says(content["url"], input["body"], is_ours=True)}}

    def _edit_comment(self, _: Any, input: dict[str, Any]) -> dict[str, Any]:
        comment = next(each for every in self.comments.values() for each in every if each["id"] == input["id"])
        comment["body"] = input["body"]
        return {"issueComment": comment}
