"""Stands in for a web: answers 200 to everything at HOST PORT, and 200 on /environment with its variables' names."""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Answer(BaseHTTPRequestHandler):
    """Answers with the names of the OPSNAP variables this web was given."""

    def do_GET(self) -> None:
        body = json.dumps(sorted(name for name in os.environ if name.startswith("OPSNAP_"))).encode()
        self.send_response(200)
        self.send_header("X-Instance", os.environ.get("OPSNAP_INSTANCE", ""))
        self.end_headers()
        self.wfile.write(body)


HTTPServer((sys.argv[1], int(sys.argv[2])), Answer).serve_forever()
