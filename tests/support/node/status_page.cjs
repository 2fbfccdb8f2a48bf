// What a person does with the status page. Arguments: the browser, the gateway's URL, its token, a folder for
// screenshots, and the one of axe-core. Each line of the output is a promise that was kept; the exit status is 1 at the first that was not.
"use strict";
const assert = require("assert");
const fs = require("fs");
const path = require("path");
const { Browser, wait_until } = require("./browser.cjs");

const [program, url, token, folder, modules] = process.argv.slice(2);
const row = (name) => `[...document.querySelectorAll("tbody tr")].find((row) => row.cells[0].textContent === ${JSON.stringify(name)})`;
const kept = (promise) => process.stdout.write(`${promise}\n`);

/** With the mouse, or with the keyboard alone. */
async function activate(browser, selector, by_keyboard) {
  if (!by_keyboard) return browser.click(selector);
  await browser.evaluate("document.activeElement.blur()");
  await browser.tab_to(selector);
  return browser.press("Enter", "Enter", "\r");
}

const text_of = (browser, id) => browser.evaluate(`document.getElementById(${JSON.stringify(id)}).textContent`);

/** Starts the tail of what passes, and opens the configuration. */
async function watch(browser, by_keyboard) {
  await activate(browser, "#running summary", by_keyboard);
  await wait_until("the configuration is shown", async () => (await text_of(browser, "yaml")).includes("channels: [ticks]"));
  assert(!(await text_of(browser, "yaml")).includes(token));
  await activate(browser, "#watch", by_keyboard);
  await wait_until("events are shown", async () => (await text_of(browser, "passing")).includes("event live ticks <img src=x"));
  await wait_until("records are shown", async () => (await text_of(browser, "passing")).includes("→ out t"));
  assert.equal(await text_of(browser, "told"), "watching");
  assert.equal(await browser.evaluate("document.querySelectorAll('#passing img').length"), 0);
}

/** It stands still, and goes on with other wishes. */
async function pause(browser) {
  await browser.click("#watch");
  await wait_until("it is paused", async () => (await text_of(browser, "told")) === "paused");
  const before = await text_of(browser, "passing");
  await browser.evaluate("document.getElementById('kind').value = 'record'; document.getElementById('masked').checked = true");
  await browser.click("#watch");
  const newest = "document.getElementById('passing').firstChild.textContent";
  await wait_until("only records are shown, without payloads", async () => /record live ticks .* t ticks \(\d+ B\)$/.test(await browser.evaluate(newest)));
  assert((await text_of(browser, "passing")).endsWith(before.slice(-40)));
  await browser.evaluate("document.getElementById('channel').value = '?'.repeat(600)");
  await browser.click("#watch");
  await wait_until("it is paused again", async () => (await text_of(browser, "told")) === "paused");
  await browser.click("#watch");
  await wait_until("it says what is wrong", async () => (await text_of(browser, "told")).includes("longer than 512 bytes"));
}

async function look(browser, width, scheme) {
  await browser.send("Emulation.setDeviceMetricsOverride", { width, height: 800, deviceScaleFactor: 1, mobile: width < 500 });
  await browser.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
  await browser.send("Page.navigate", { url });
  await wait_until("the tables are filled", () => browser.evaluate(`Boolean(${row("shop")} && ${row("out")})`));
  await watch(browser, width < 500);
  const { data } = await browser.send("Page.captureScreenshot", { captureBeyondViewport: true });
  fs.writeFileSync(path.join(folder, `${scheme}-${width}.png`), Buffer.from(data, "base64"));
  assert(await browser.evaluate("document.documentElement.scrollWidth <= innerWidth"), `${width} pixels are too few`);
  await browser.evaluate(fs.readFileSync(path.join(modules, "axe-core/axe.min.js"), "utf8"));
  const { passes, violations } = await browser.evaluate("axe.run()");
  assert(passes.length > 10, "axe has looked at nothing");
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
  return browser.evaluate("getComputedStyle(document.body).backgroundColor");
}

async function use(browser) {
  await browser.open();
  const light = await look(browser, 1280, "light");
  assert.equal(await browser.evaluate(`${row("out")}.cells[2].textContent`), "up");
  assert.match(await browser.evaluate(`${row("shop")}.cells[5].textContent`), /refused/);
  assert.match(await browser.evaluate("document.getElementById('hash').textContent"), /^[0-9a-f]{12}$/);
  kept("shows what the gateway says of itself");

  await pause(browser);
  kept("shows what passes and what runs, and pauses");

  await wait_until("a chart has a point", () => browser.evaluate(`Boolean(${row("out")}.querySelector("polyline").getAttribute("points"))`));
  kept("draws its rates");

  await browser.tab_to("tr:nth-child(2) summary");
  await browser.press("Enter", "Enter", "\r");
  await wait_until("the channels are shown", () => browser.evaluate(`${row("shop")}.querySelector("details").open`));
  assert.match(await browser.evaluate(`${row("shop")}.querySelector("li").textContent`), /prices/);
  await browser.evaluate("document.activeElement.blur()");
  await browser.tab_to("#pause");
  await browser.press(" ", "Space", " ");
  await wait_until("it pauses", () => browser.evaluate("document.getElementById('pause').getAttribute('aria-pressed') === 'true'"));
  kept("can be used by keyboard");

  const dark = await look(browser, 390, "dark");
  assert.notEqual(dark, light);
  kept("is there in light and dark, wide and narrow, and accessible");

  assert.equal(await browser.evaluate("fetch('https://example.org').then(() => 'sent', () => 'not sent')"), "not sent");
  const inline = "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.injected = 1\">')";
  const before = browser.complaints.length;
  await browser.evaluate(inline);
  await wait_until("the policy forbids it", async () => browser.complaints.length > before);
  assert.equal(await browser.evaluate("typeof window.injected"), "undefined");
  browser.complaints.length = before;
  kept("runs and asks nothing but its own");

  await browser.send("Network.setExtraHTTPHeaders", { headers: { "X-Forwarded-For": "192.0.2.9" } });
  await browser.send("Page.navigate", { url });
  await wait_until("it asks for the token", () => browser.evaluate("document.getElementById('login')?.hidden === false"));
  await browser.evaluate("document.getElementById('token').focus()");
  await browser.send("Input.insertText", { text: token });
  await browser.press("Enter", "Enter", "\r");
  await wait_until("the token is taken", () => browser.evaluate(`Boolean(${row("shop")}) && document.getElementById('login').hidden`));
  assert(!(await browser.evaluate("location.href + document.documentElement.outerHTML")).includes(token));
  kept("asks for the token elsewhere, and shows it nowhere");

  assert.deepEqual(browser.complaints.filter((line) => !line.includes("example.org")), []);
  kept("has nothing to complain of");
}

async function main() {
  const browser = new Browser(program);
  try {
    await use(browser);
  } finally {
    await browser.close();
  }
}

main().catch((failure) => {
  process.stderr.write(`${failure.stack}\n`);
  process.exitCode = 1;
});
