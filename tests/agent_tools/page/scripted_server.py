"""The HTTP contract over a scripted desk, in one process: what the page is tested against."""

from __future__ import annotations

import email
import email.policy
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel

import agent_tools.page
from agent_tools.job.view import JobView
from tests.agent_tools.page.scripted_desk import FAMOUS, NOON, REMEDY, ScriptedDesk, storyboard

PAGE = Path(agent_tools.page.__file__).parent
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
KINDS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
KEY = "rw_secret"


class ScriptedServer:
    """Serves a desk on a free port of this machine until it is stopped; may be started again on the same port.

    Attributes:
        desk: The jobs.
        seen: Method, path and headers of every request.
        faults: Path to (status, problem): what is answered there instead.
        locked: Whether a key is asked for.
        ready: Whether there is a preview.
        verdict: What a verification concludes.
    """

    def __init__(self, clip: bytes, picture: bytes) -> None:
        self.desk = ScriptedDesk(clip)
        self.clip, self.picture = clip, picture
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        self.faults: dict[str, tuple[int, dict[str, Any]]] = {}
        self.locked = False
        self.ready = True
        self.verdict = "made_here"
        self.streams = 0
        self._port = 0
        self._http: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self._port}/"

    def start(self) -> None:
        """Begin to serve."""
        http = ThreadingHTTPServer(("127.0.0.1", self._port), type("Bound", (_Handler,), {"owner": self}))
        http.daemon_threads = True
        http.block_on_close = False
        self._port, self._http = http.server_address[1], http
        threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        """Serve no longer; open streams break off."""
        http, self._http = self._http, None
        if http is None:
            return
        self.cut()
        http.shutdown()
        http.server_close()

    def cut(self) -> None:
        """Break off every open event stream."""
        with self.desk.watched:
            self.streams += 1
            self.desk.watched.notify_all()

    @property
    def running(self) -> bool:
        """Whether it serves."""
        return self._http is not None

    def paths(self, method: str, ending: str) -> list[dict[str, str]]:
        """The headers of every request of a method whose path ends so."""
        return [headers for each, path, headers in self.seen if each == method and path.endswith(ending)]


class _Handler(BaseHTTPRequestHandler):
    owner: ClassVar[ScriptedServer]
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Nothing is written to the terminal."""

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def do_PUT(self) -> None:
        self._serve("PUT")

    def _serve(self, method: str) -> None:
        path = urlsplit(self.path).path
        self.owner.seen.append((method, path, dict(self.headers)))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self.owner.running:
            self.close_connection = True
            return
        if not path.startswith("/v1/"):
            self._page(path)
        elif path in self.owner.faults:
            status, told = self.owner.faults[path]
            self._json(told, status, "application/problem+json")
        elif (
            self.owner.locked and self.headers.get("Authorization") != f"Bearer {KEY}" and "signature" not in self.path
        ):
            self._problem(401, "http.unauthorised", "send a known API key", "ask_human")
        else:
            self._service(method, path.removeprefix("/v1/"), body)

    def _page(self, path: str) -> None:
        if path == "/healthz":
            self._json({"status": "ok"})
            return
        file = PAGE / (path.lstrip("/") or "index.html")
        if file.parent != PAGE or file.suffix not in KINDS or not file.is_file():
            self._problem(404, "agent_tools.not_found", f"there is no {path!r}", "change_arguments")
            return
        self._send(file.read_bytes(), kind=KINDS[file.suffix], headers={"Content-Security-Policy": POLICY})

    def _service(self, method: str, path: str, body: bytes) -> None:
        desk = self.owner.desk
        if path == "clips" and method == "POST":
            self._view(desk.submit(json.loads(body), self.headers["Idempotency-Key"]), 202)
        elif path == "clips":
            self._list(parse_qs(urlsplit(self.path).query))
        elif path == "storyboards":
            self._draft(json.loads(body))
        elif path == "verifications":
            self._verify(body)
        elif found := re.fullmatch(r"clips/((?:job|clip)_\w+)(?:/(\w+))?", path):
            self._clip(method, found[1].replace("clip_", "job_"), found[2] or "", body)
        else:
            self._problem(404, "agent_tools.not_found", f"there is no {path!r}", "change_arguments")

    def _clip(self, method: str, job_id: str, part: str, body: bytes) -> None:
        desk = self.owner.desk
        if job_id not in desk.jobs:
            self._problem(404, "agent_tools.not_found", f"there is no job {job_id!r}", "change_arguments")
            return
        if method == "POST":
            self._change(job_id, part, json.loads(body or "{}"))
            return
        job = desk.jobs[job_id]
        match part:
            case "":
                self._view(job)
            case "events":
                self._events(job_id)
            case "preview":
                self._preview()
            case "provenance":
                self._provenance(job)
            case "acknowledgement":
                if method == "PUT":
                    desk.acknowledged.add(job_id)
                at = {"acknowledged_at": NOON.isoformat()} if job_id in desk.acknowledged else {}
                self._json({"clip_id": job.clip_id, **at})
            case "link":
                url = f"/v1/clips/{job.clip_id}/content?signature=s&expires=1"
                self._json({"url": url, "expires_at": NOON.isoformat()})
            case _:
                self._content()

    def _change(self, job_id: str, part: str, said: dict[str, Any]) -> None:
        desk = self.owner.desk
        match part:
            case "answer":
                self._view(desk.answer(job_id, said))
            case "cancel":
                self._view(desk.cancel(job_id))
            case _:
                self._view(desk.revise(job_id, said), 202)

    def _events(self, job_id: str) -> None:
        owner, desk = self.owner, self.owner.desk
        since = int(self.headers.get("Last-Event-ID", -1))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        stream = owner.streams
        while True:
            with desk.watched:
                desk.watched.wait_for(lambda seen=since: owner.streams != stream or desk.jobs[job_id].version > seen)
                view = desk.jobs[job_id]
            if owner.streams != stream:
                return
            told = view.model_dump_json(exclude_none=True)
            since = view.version
            try:
                self.wfile.write(f": here\r\n\r\nid: {since}\nevent: job\ndata: {told}\n\n".encode())
                self.wfile.flush()
            except OSError:
                return
            if view.state.final:
                return

    def _preview(self) -> None:
        if self.owner.ready:
            self._send(self.owner.picture, kind="image/jpeg")
        else:
            self._problem(404, "agent_tools.not_found", "there is no frame yet", "change_arguments")

    def _content(self) -> None:
        clip = self.owner.clip
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not asked:
            self._send(clip, kind="video/mp4", headers={"Accept-Ranges": "bytes"})
            return
        start, end = int(asked[1]), int(asked[2] or len(clip) - 1)
        part = clip[start : end + 1]
        headers = {"Accept-Ranges": "bytes", "Content-Range": f"bytes {start}-{start + len(part) - 1}/{len(clip)}"}
        self._send(part, 206, "video/mp4", headers)

    def _provenance(self, job: JobView) -> None:
        if job.reply is None or job.reply.clip is None:
            self._problem(404, "agent_tools.not_found", "it has no clip", "change_arguments")
            return
        told = job.reply.model_dump(mode="json", exclude_none=True)
        decision = {"id": "dec_0001", "verdict": "allow", "findings": [], "policy_version": "2026.11.4+ec272b73f89c"}
        render = {
            "model_id": "flipbook",
            "weights_digest": "sha256:" + "cd" * 32,
            "scheduler": "FlowMatchEulerDiscreteScheduler",
            "steps": 4,
            "seeds": [535284169],
            "device": "cpu",
            "library_versions": {"torch": "2.13.0", "diffusers": "0.42.1"},
            "finished_at": NOON.isoformat(),
            "timings_s": {"load": 2.1, "denoise": 2.2, "decode": 1.1, "compose": 1.0, "encode": 1.7, "disclose": 0.5},
        }
        board = job.storyboard.model_dump(mode="json", exclude_none=True) if job.storyboard else None
        self._json(
            {
                "clip": told["clip"],
                "decision": {**decision, "decided_at": NOON.isoformat()},
                "storyboard": board,
                "render": render,
                "disclosure": told["disclosure"],
                "consents": [],
                "prov_json_url": f"/v1/clips/{job.clip_id}/prov.json",
            }
        )

    def _list(self, query: dict[str, list[str]]) -> None:
        views = sorted(self.owner.desk.jobs.values(), key=lambda view: view.id, reverse=True)
        if after := query.get("after", [""])[0]:
            views = [view for view in views if view.id < after]
        limit = int(query["limit"][0])
        page = [view.model_dump(mode="json", exclude_none=True) for view in views[:limit]]
        self._json({"data": page, "has_more": len(views) > limit, "last_id": page[-1]["id"] if page else None})

    def _draft(self, asked: dict[str, Any]) -> None:
        board = storyboard(asked["request"], 1)
        shot = board.shots[0]
        seen = shot.subjects[0].model_copy(update={"id": "swan-1", "words": "white swan"})
        shown = board.model_copy(update={"shots": (shot.model_copy(update={"subjects": (seen,)}),)})
        blocked = FAMOUS in asked["request"]
        findings = [{"code": "likeness.public_figure", "remedy": REMEDY}] if blocked else []
        decision = {"verdict": "block" if blocked else "allow", "findings": findings}
        self._json({"storyboard": shown.model_dump(mode="json"), "decision": decision, "estimated_s": 6.0})

    def _verify(self, body: bytes) -> None:
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        part = next(email.message_from_bytes(head + body, policy=email.policy.HTTP).iter_parts())
        content = part.get_content()
        ours = self.owner.verdict == "made_here"
        match = {"clip_id": "clip_0000", "by": "sha256", "apart": None, "withdrawn_at": None}
        credential = {"state": "trusted", "signer": "Reelwright installation", "generator": "Reelwright 0.1.0"}
        mark = {"looked_for": True, "found": True, "mark_id": 2408969888, "false_find_bound": 4.4e-135}
        self._json(
            {
                "file": part.get_filename(),
                "sha256": "sha256:" + "ab" * 32,
                "size_bytes": len(content),
                "media_type": "video/mp4",
                "conclusion": self.owner.verdict,
                "sentence": "This AI-generated clip was made here and is as it was made."
                if ours
                else "No mark was found.",
                "credential": credential if ours else {"state": "none"},
                "watermark": mark if ours else {"looked_for": True, "found": False},
                "matches": [match] if ours else [],
            }
        )

    def _view(self, view: BaseModel, status: int = 200) -> None:
        self._json(view.model_dump(mode="json", exclude_none=True), status)

    def _problem(self, status: int, code: str, detail: str, remedy: str) -> None:
        told = {"type": f"urn:reelwright:{code}", "title": code, "status": status, "detail": detail}
        self._json({**told, "code": code, "remedy": remedy}, status, "application/problem+json")

    def _json(self, value: Any, status: int = 200, kind: str = "application/json") -> None:
        self._send(json.dumps(value).encode(), status, kind)

    def _send(self, body: bytes, status: int = 200, kind: str = "", headers: dict[str, str] | None = None) -> None:
        try:
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # whoever asked went away
