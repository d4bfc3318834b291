"""A bot behind a URL, with nothing but the standard library: it takes messages and calls the HTTP API of the service.

python examples/bots/http_bot.py --port 8100
reelwright converse run examples/conversations/happy.clip.yaml --bot http://127.0.0.1:8100/
"""

import argparse
import json
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def reply(told: dict[str, Any]) -> str:
    """What the bot says to a message: the service's own words, with the sentence that belongs to a clip."""
    service = told["service"]
    asked = urllib.request.Request(
        f"{service['url']}/v1/clips",
        data=json.dumps({"request": told["text"], "approve": told["approve"]}).encode(),
        headers={
            "Authorization": f"Bearer {service['api_key']}",
            "Content-Type": "application/json",
            "Prefer": f"wait={told['wait_s']}",
        },
    )
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked) as answer:
            job = json.load(answer)
    except urllib.error.HTTPError as fault:
        with fault:
            return str(json.load(fault)["detail"])
    if "question" in job:
        return str(job["question"]["text"])
    came = job.get("reply", {"message": f"The clip is {job['state']}."})
    return " ".join([came["message"], came.get("disclosure", {}).get("sentence", "")]).strip()


class Endpoint(BaseHTTPRequestHandler):
    """Answers each message that is posted."""

    def do_POST(self) -> None:
        """Take a message and answer it."""
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = reply(told) if told["type"] == "user" else "I have no buttons; type your answer."
        body = json.dumps({"type": "reply", "id": told["id"], "text": text}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of each message."""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8100)
    with ThreadingHTTPServer(("127.0.0.1", parser.parse_args().port), Endpoint) as server:
        print(f"http://127.0.0.1:{server.server_port}/", flush=True)
        server.serve_forever()
