"""A page of another origin in the Secretary's browser, while the Secretary is logged in at the desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from browser import log_in
from playwright.sync_api import Page

from office import Office

IDEA = "text: ISO 22222, Sponge cakes, is published, seen from elsewhere.\nkind: publication\nauthor: a.baker\n"
ATTACKS = """async ([desk, run]) => {
  const cancel = JSON.stringify({state: {type: "CANCELLED"}, force: true});
  const told = {};
  const attempt = async (name, act) => {
    try { told[name] = String(await act()); } catch (error) { told[name] = error.name; }
  };
  const text = async (path, options) => (await fetch(desk + path, {credentials: "include", ...options})).text();
  const json = {"Content-Type": "application/json"};
  await attempt("read runs", () => text("/api/flow_runs/filter", {method: "POST", headers: json, body: "{}"}));
  await attempt("read a token", () => text("/api/csrf-token?client=x"));
  await attempt("read blindly", () => text("/api/flow_runs/" + run, {mode: "no-cors"}));
  await attempt("cancel", () => text(`/api/flow_runs/${run}/set_state`, {method: "POST", headers: json, body: cancel}));
  await attempt("cancel blindly", () =>
    text(`/api/flow_runs/${run}/set_state`, {method: "POST", mode: "no-cors", body: cancel}));
  await attempt("delete", () => text("/api/flow_runs/" + run, {method: "DELETE"}));
  const loads = (kind, address) => new Promise((done) => {
    const made = document.createElement(kind);
    made.onload = () => done("loaded"); made.onerror = () => done("refused");
    made.src = address; document.body.append(made);
  });
  await attempt("image", () => loads("img", desk + "/api/csrf-token?client=x"));
  await attempt("script", () => loads("script", desk + "/api/flow_runs/" + run));
  await attempt("picture of the page", () => loads("img", desk + "/ico/favicon-dark.svg"));
  await attempt("socket", () => new Promise((done) => {
    const socket = new WebSocket(desk.replace("http", "ws") + "/api/events/out", ["prefect"]);
    socket.onopen = () => socket.send(JSON.stringify({type: "auth", token: "admin:pass"}));
    socket.onmessage = () => done("told something"); socket.onclose = () => done("closed");
  }));
  await attempt("keep", () => JSON.stringify(Object.keys(localStorage)));
  return told;
}"""
FRAME = """([desk, path]) => new Promise((done) => {
  const frame = document.createElement("iframe");
  frame.name = "framed"; frame.onload = () => done(); frame.src = desk + path; document.body.append(frame);
})"""
FORM = """([desk, run]) => {
  const form = document.createElement("form");
  form.method = "POST"; form.enctype = "text/plain"; form.action = `${desk}/api/flow_runs/${run}/set_state`;
  const field = document.createElement("input");
  field.name = '{"state": {"type": "CANCELLED"}, "force": true, "a": "'; field.value = '"}';
  form.append(field); document.body.append(form); form.submit();
}"""
REFUSED = {
    "read runs": "TypeError", "read a token": "TypeError", "cancel": "TypeError", "delete": "TypeError",
    "read blindly": "TypeError", "cancel blindly": "TypeError", "image": "refused", "script": "refused",
    "picture of the page": "refused", "socket": "closed", "keep": "[]",
}  # fmt: skip


@contextmanager
def elsewhere() -> Iterator[str]:
    """Serve an empty page on this machine, on a port of its own; gives the port as text."""

    class Empty(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Cakes for free</title>")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the standard library's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Empty) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield str(server.server_address[1])
        server.shutdown()


@pytest.fixture(scope="module")
def target(office: Office) -> dict[str, Any]:
    """Give a desk that waits."""
    office.hand_in("elsewhere.yaml", IDEA)
    return office.desk("elsewhere, revision 1")


def test_another_page_reads_and_changes_nothing(page: Page, office: Office, target: dict[str, Any]) -> None:
    """By script, image, form, socket or frame, from another port or another name of this machine: nothing works."""
    log_in(page, office, "elsewhere, revision 1")
    kept = page.evaluate("Object.keys(localStorage).length")
    assert kept > 0  # the login lies there: the attacks below have something to find
    with elsewhere() as port:
        for host in ("127.0.0.1", "localhost"):
            page.goto(f"http://{host}:{port}/")
            assert page.evaluate(ATTACKS, [office.address, target["id"]]) == REFUSED
            with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
                page.evaluate(FRAME, [office.address, "/v2/runs"])
            assert not [frame.url for frame in page.frames if frame.url.startswith(office.address)]
            with page.expect_navigation(url="**/set_state") as sent:
                page.evaluate(FORM, [office.address, target["id"]])
            assert sent.value
            assert sent.value.status == 403
    assert office.ask("GET", f"/flow_runs/{target['id']}")["state"]["type"] == "PAUSED"
    assert office.states("elsewhere") == {"waiting"}
