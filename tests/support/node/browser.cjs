// A headless Chromium, driven over its debugging pipe: no package is needed for that.
"use strict";
const { spawn } = require("child_process");
const fs = require("fs");
const os = require("os");
const path = require("path");

/** Throws when `what` is not true in time; asks every 50 ms, as a page tells nobody when it has changed. */
async function wait_until(what, condition) {
  const deadline = Date.now() + 20000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

class Browser {
  constructor(program) {
    this.profile = fs.mkdtempSync(path.join(os.tmpdir(), "sluice-browser-"));
    const root = process.getuid() === 0 ? ["--no-sandbox"] : [];
    this.process = spawn(program, ["--headless=new", ...root, "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
      "--disable-background-networking", "--remote-debugging-pipe", `--user-data-dir=${this.profile}`, "about:blank"],
    { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    this.waiting = new Map();
    this.complaints = [];  // errors of the page's script, and what its policy forbade
    let text = "";
    this.process.stdio[4].on("data", (bytes) => {
      text += bytes;
      for (let end = text.indexOf("\0"); end >= 0; end = text.indexOf("\0")) {
        this.hear(JSON.parse(text.slice(0, end)));
        text = text.slice(end + 1);
      }
    });
  }

  hear(message) {
    const { id, method, params } = message;
    if (id) {
      this.waiting.get(id)(message);
      this.waiting.delete(id);
    } else if (method === "Runtime.exceptionThrown" || (method === "Log.entryAdded" && params.entry.source !== "network")) {
      this.complaints.push(JSON.stringify(params));
    }
  }

  send(method, params = {}) {
    const id = (this.last = (this.last || 0) + 1);
    return new Promise((done, failed) => {
      this.waiting.set(id, ({ error, result }) => (error ? failed(new Error(`${method}: ${error.message}`)) : done(result)));
      this.process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId: this.session })}\0`);
    });
  }

  async open() {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    this.session = (await this.send("Target.attachToTarget", { targetId, flatten: true })).sessionId;
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await this.send(`${domain}.enable`);
  }

  async evaluate(expression) {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
    if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return result.value;
  }

  /** In the middle of the first element that matches, as a person clicks. */
  async click(selector) {
    const found = `document.querySelector(${JSON.stringify(selector)})`;
    const { x, y } = await this.evaluate(`(() => { ${found}.scrollIntoView({ block: "center" });
      const { left, top, width, height } = ${found}.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 }; })()`);
    for (const type of ["mousePressed", "mouseReleased"]) {
      await this.send("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1 });
    }
  }

  /** A key as a person presses it. */
  async press(key, code = key, text = "") {
    const keys = { Tab: 9, Enter: 13, " ": 32 };
    const event = { key, code, text, windowsVirtualKeyCode: keys[key] || 0 };
    await this.send("Input.dispatchKeyEvent", { type: "keyDown", ...event });
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  }

  /** Presses Tab until what is focused matches the selector. */
  async tab_to(selector) {
    for (let steps = 0; steps < 50; steps += 1) {
      await this.press("Tab");
      if (await this.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
    }
    throw new Error(`the Tab key does not lead to ${selector}`);
  }

  async close() {
    const gone = new Promise((done) => this.process.once("exit", done));
    this.process.kill("SIGKILL");
    await gone;
    fs.rmSync(this.profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

module.exports = { Browser, wait_until };
