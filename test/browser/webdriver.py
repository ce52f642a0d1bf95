"""A small WebDriver client over chromedriver's HTTP interface: standard library only."""
import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"enter": "\ue007", "escape": "\ue00c", "tab": "\ue004", "space": " "}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Driver:
    """A chromedriver process of our own; ended with `with`."""

    def __init__(self, log):
        self.port = free_port()
        self.log = open(log, "wb")
        self.process = subprocess.Popen(["chromedriver", f"--port={self.port}"], stdout=self.log,
                                        stderr=subprocess.STDOUT)
        for _ in range(200):
            try:
                if self.call("GET", "/status")["ready"]:
                    return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
        raise RuntimeError("chromedriver does not answer")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
        self.log.close()

    def call(self, method, path, body=None):
        data = None if method != "POST" else json.dumps(body or {}).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, method=method,
                                         headers={"Content-Type": "application/json"})
        # Never through a proxy of the environment.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=240) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as e:
            raise RuntimeError(json.load(e)["value"]["message"].splitlines()[0]) from e


class Browser:
    """One headless Chromium; mobile: a width and height in CSS pixels, touch and all."""

    def __init__(self, driver, mobile=None, width=1280, scripts=True):
        args = ["--headless=new", f"--window-size={width},900", "--hide-scrollbars",
                "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run", "--no-proxy-server",
                "--host-resolver-rules=MAP * ~NOTFOUND"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            args.append("--no-sandbox")  # Chromium refuses its sandbox to root
        options = {"args": args}
        if mobile:
            options["mobileEmulation"] = {
                "deviceMetrics": {"width": mobile[0], "height": mobile[1], "pixelRatio": 2.0,
                                  "touch": True}}
        if not scripts:
            options["prefs"] = {"profile.managed_default_content_settings.javascript": 2}
        want = {"browserName": "chrome", "timeouts": {"script": 230000},
                "goog:chromeOptions": options,
                "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
        self.driver = driver
        got = driver.call("POST", "/session", {"capabilities": {"alwaysMatch": want}})
        self.at = "/session/" + got["sessionId"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.call("DELETE", self.at)

    def post(self, path, **body):
        return self.driver.call("POST", self.at + path, body)

    def open(self, path):
        self.post("/url", url="file://" + os.path.abspath(path))

    def js(self, code, *args):
        return self.post("/execute/sync", script=code, args=list(args))

    def cdp(self, command, **params):
        return self.post("/goog/cdp/execute", cmd=command, params=params)

    def press(self, key):
        value = KEYS.get(key, key)
        keys = [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
        self.post("/actions", actions=[{"type": "key", "id": "k", "actions": keys}])

    def click(self, element):
        self.post(f"/element/{element[ELEMENT]}/click")

    def log(self, kind):
        return self.post("/se/log", type=kind)
