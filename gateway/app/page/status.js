"use strict";
// What the gateway says of itself, every two seconds. Names may be anything: they are only ever set as text.
(() => {
  const pause = 2000;
  const points = 60;  // of a chart: two minutes
  const ids = Object.fromEntries([...document.querySelectorAll("[id]")].map((e) => [e.id, e]));
  const histories = new Map();  // by metric and name: rates
  let token = "";
  let last = null;  // the metrics before, and when
  let timer = 0;
  let stopped = false;

  const element = (tag, attributes = {}) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };
  const write = (place, text, kind = "") => {
    if (place.textContent !== text) place.textContent = text;
    if (place.className !== kind) place.className = kind;
  };
  const count = (number) => Number(number).toLocaleString("en");
  const bytes = (number) => {
    const units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let at = 0;
    while (number >= 1024 && at < units.length - 1) { number /= 1024; at += 1; }
    return `${number < 10 && at > 0 ? number.toFixed(1) : Math.round(number)} ${units[at]}`;
  };
  const time = (seconds) => {
    for (const [unit, size] of [["d", 86400], ["h", 3600], ["min", 60]]) {
      if (seconds >= 2 * size) return `${Math.floor(seconds / size)} ${unit}`;
    }
    return `${Math.floor(seconds)} s`;
  };
  const losses = (counts) => Object.entries(counts).map(([why, many]) => `${count(many)} ${why}`);
  const kind_of = { up: "good", connected: "good", down: "bad", failed: "bad" };

  /// Prometheus' text: by name, a list of {labels, value}.
  const samples_of = (text) => text.split("\n").reduce((all, line) => {
    const found = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (!found) return all;
    const labels = {};
    for (const [, key, value] of (found[2] || "").matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
      labels[key] = value.replace(/\\(.)/g, (_, letter) => (letter === "n" ? "\n" : letter));
    }
    if (!all.has(found[1])) all.set(found[1], []);
    all.get(found[1]).push({ labels, value: Number(found[3]) });
    return all;
  }, new Map());
  const sum = (samples, name, wanted) => (samples.get(name) || [])
    .filter(({ labels }) => Object.entries(wanted).every(([key, value]) => labels[key] === value))
    .reduce((total, { value }) => total + value, 0);

  /// What the counter gained a second since the last look; remembers it for the chart.
  const rate = (now, name, labels) => {
    const key = JSON.stringify([name, labels]);
    const history = histories.get(key) || [];
    histories.set(key, history);
    if (last && now.at > last.at) {
      const gained = sum(now.metrics, name, labels) - sum(last.metrics, name, labels);
      history.push(Math.max(0, gained) / (now.at - last.at) * 1000);
      if (history.length > points) history.shift();
    }
    return history;
  };
  const chart = (place, history) => {
    if (!place.firstChild) {
      const space = "http://www.w3.org/2000/svg";
      const drawing = document.createElementNS(space, "svg");
      drawing.setAttribute("viewBox", `0 0 ${points - 1} 20`);
      drawing.setAttribute("preserveAspectRatio", "none");
      drawing.setAttribute("aria-hidden", "true");
      drawing.append(document.createElementNS(space, "polyline"));
      const box = element("div");
      box.append(element("span"), drawing);
      place.append(box);
    }
    const now = history.at(-1);
    write(place.querySelector("span"), now === undefined ? "…" : count(now < 10 ? now.toFixed(1) : Math.round(now)));
    const most = Math.max(1, ...history);
    const from = points - history.length;
    place.querySelector("polyline").setAttribute("points",
      history.map((value, at) => `${from + at},${(19 - value / most * 18).toFixed(1)}`).join(" "));
  };

  const error_text = (thing) => (thing.last_error
    ? `${thing.last_error.text} (${time(thing.last_error.seconds_ago)} ago)` : "");
  const channels = (place, connection) => {
    const all = connection.channels;
    const subscribed = all.filter((channel) => channel.state === "subscribed").length;
    if (!place.firstChild) {
      const details = element("details");
      details.append(element("summary"), element("ul"));
      place.append(details);
    }
    const [title, list] = place.firstChild.children;
    write(title, `${subscribed} of ${all.length}`, subscribed === all.length ? "" : "wait");
    // Thousands of them are not listed: those that are missing come first.
    const shown = [...all].sort((a, b) => (a.state === "subscribed") - (b.state === "subscribed")).slice(0, 200);
    const lines = shown.map((channel) => [channel.channel, channel.state, channel.problem].filter(Boolean).join(" · "));
    if (all.length > shown.length) lines.push(`and ${count(all.length - shown.length)} more`);
    while (list.children.length > lines.length) list.lastChild.remove();
    lines.forEach((line, at) => write(list.children[at] || list.appendChild(element("li")), line));
  };
  const fill = (place, ratio) => {
    if (!place.firstChild) place.append(element("meter", { min: 0, max: 1, high: 0.8, "aria-label": "outbox fill" }));
    place.firstChild.value = ratio;
    place.firstChild.title = `${Math.round(ratio * 100)} %`;
  };
  const journal = (now, sink) => {
    const of = { sink: sink.sink };
    if (sum(now.metrics, "sluice_journal_failed", of) > 0) return ["failed", "bad"];
    if (sum(now.metrics, "sluice_journal_bytes", of) === 0) return ["none", ""];
    const size = bytes(sum(now.metrics, "sluice_journal_bytes", of));
    return sum(now.metrics, "sluice_journal_full", of) > 0 ? [`${size}, full`, "bad"] : [size, ""];
  };

  /// Each table: a title, the key of the name, the list in the status, and what each column shows.
  const tables = [
    ["Connections", "connection", "connections", {
      State: (place, it) => write(place, it.state, kind_of[it.state] || "wait"),
      Channels: channels,
      "Events/s": (place, it, now) => chart(place, rate(now, "sluice_events_received_total", { connection: it.connection })),
      Gaps: (place, it, now) => {
        const of = { connection: it.connection };
        write(place, `${count(sum(now.metrics, "sluice_gaps_total", of))}, ${time(sum(now.metrics, "sluice_gap_seconds_total", of))}`);
      },
      Problem: (place, it) => write(place, it.problem || ""),
    }],
    ["Sinks", "sink", "sinks", {
      Type: (place, it) => write(place, it.type),
      State: (place, it) => write(place, it.state, kind_of[it.state]),
      "Delivered/s": (place, it, now) => chart(place, rate(now, "sluice_records_total", { sink: it.sink, outcome: "delivered" })),
      Held: (place, it) => write(place, `${count(it.records)}, ${bytes(it.bytes)}${it.oldest_seconds === undefined ? "" : `, for ${time(it.oldest_seconds)}`}`),
      Fill: (place, it, now) => fill(place, sum(now.metrics, "sluice_outbox_fill_ratio", { sink: it.sink })),
      Journal: (place, it, now) => write(place, ...journal(now, it)),
      Lost: (place, it) => {
        const lost = losses({ rejected: it.rejected, "dead-lettered": it.dead_lettered, ...it.dropped }).filter((line) => !line.startsWith("0 "));
        write(place, lost.join(", ") || "0", lost.length ? "bad" : "");
      },
      "Last error": (place, it) => write(place, error_text(it)),
    }],
    ["Sources", "source", "sources", {
      Type: (place, it) => write(place, it.type),
      State: (place, it) => write(place, [it.state, it.paused && "paused", it.blocked && "blocked"].filter(Boolean).join(", "), kind_of[it.state]),
      "Received/s": (place, it, now) => chart(place, rate(now, "sluice_source_messages_received_total", { source: it.source })),
      Pending: (place, it) => write(place, count(it.pending)),
      Lag: (place, it) => write(place, it.lag === undefined ? "" : count(it.lag)),
      "Last error": (place, it) => write(place, error_text(it)),
    }],
    ["Returns", "return", "returns", {
      "Sent/s": (place, it, now) => chart(place, rate(now, "sluice_return_events_sent_total", { return: it.return })),
      Pending: (place, it) => write(place, count(it.pending)),
      Dropped: (place, it) => write(place, losses(it.dropped).join(", ") || "0"),
      "Dead letters": (place, it) => write(place, losses(it.dead_lettered).join(", ") || "0"),
    }],
  ].map(([title, key, list, columns]) => {
    const section = element("section", { "aria-label": title });
    const heading = element("h2");
    heading.textContent = title;
    const nothing = element("p", { class: "none" });
    nothing.textContent = "none";
    const table = element("table");
    const head = table.createTHead().insertRow();
    for (const column of [title.slice(0, -1), ...Object.keys(columns)]) {
      head.append(element("th", { scope: "col" }));
      head.lastChild.textContent = column;
    }
    section.append(heading, nothing, table);
    ids.tables.append(section);
    return { key, list, columns, nothing, table, body: table.createTBody(), rows: new Map() };
  });

  const show_table = (table, status, now) => {
    const names = new Set(status[table.list].map((it) => it[table.key]));
    for (const [name, row] of table.rows) {
      if (!names.has(name)) { row.remove(); table.rows.delete(name); }
    }
    for (const it of status[table.list]) {
      let row = table.rows.get(it[table.key]);
      if (!row) {
        row = table.body.insertRow();
        row.append(element("th", { scope: "row" }));
        row.firstChild.textContent = it[table.key];
        for (const title of Object.keys(table.columns)) {
          const cell = element("td", { "data-title": title });
          cell.append(element("div"));
          row.append(cell);
        }
        table.rows.set(it[table.key], row);
      }
      Object.values(table.columns).forEach((set, at) => set(row.cells[at + 1].firstChild, it, now));
    }
    table.table.hidden = names.size === 0;
    table.nothing.hidden = names.size !== 0;
  };

  const show = (status, now) => {
    write(ids.version, status.version);
    write(ids.hash, status.config.hash);
    write(ids.since, `${status.config.since} (${time((Date.now() - Date.parse(status.config.since)) / 1000)})`);
    const reload = status.config.last_reload;
    write(ids.reload, reload ? `${reload.result}, ${reload.at || ""}` : "none yet");
    const problems = ((reload && reload.problems) || []).map((p) => [p.file && `${p.file}:${p.line}:${p.column}`, p.path, p.message].filter(Boolean).join(": "));
    while (ids["reload-problems"].children.length > problems.length) ids["reload-problems"].lastChild.remove();
    problems.forEach((line, at) => write(ids["reload-problems"].children[at] || ids["reload-problems"].appendChild(element("li")), line, "bad"));
    for (const table of tables) show_table(table, status, now);
    const down = [...status.connections.filter((it) => it.state !== "connected"), ...status.sinks.filter((it) => it.state !== "up"),
      ...status.sources.filter((it) => it.state !== "up")].map((it) => it.connection || it.sink || it.source);
    const hung = status.silent_shards.map((shard) => `shard ${shard} hangs`);
    const ill = [...down.map((name) => `${name} is not up`), ...hung];
    write(ids.summary, ill.join(", ") || "everything is up", ill.length ? "bad" : "good");
    write(ids.updated, new Date().toLocaleTimeString());
  };

  const get = async (path, signal = AbortSignal.timeout(10000)) => {
    const answer = await fetch(path, {
      headers: token ? { Authorization: `Bearer ${token}` } : {}, cache: "no-store", signal,
    });
    if (!answer.ok) throw Object.assign(new Error(`${path}: ${answer.status} ${await answer.text()}`), { status: answer.status });
    return answer;
  };
  let shown_hash = "";  // of the configuration that is shown
  const show_configuration = async () => {
    if (!ids.running.open || shown_hash === ids.hash.textContent) return;
    const hash = ids.hash.textContent;
    write(ids.yaml, await get("api/v1/config").then((a) => a.text()));
    shown_hash = hash;
  };

  /// What passes, the newest first.
  const tail = { most: 200, longest: 2000, watching: null, rate: 0, slow: 0 };
  const line_of = (it) => {
    const way = it.kind === "record" ? [it.connection, it.channel, it.event, "→", it.sink, it.topic, it.key]
      : it.kind === "message" ? [it.source, it.topic, it.key, it.loss ? `lost by ${it.return}: ${it.loss} ${it.detail || ""}` : "→", it.connection, it.channel, it.event]
        : [it.connection, it.channel, it.event];
    const payload = it.data === undefined ? `(${bytes(it.data_bytes)})` : it.data.slice(0, tail.longest);
    return [new Date(it.time).toLocaleTimeString(), it.kind, ...way, payload].filter(Boolean).join(" ");
  };
  const tell = (text, kind = "") => {
    const over = [tail.rate && `${count(tail.rate)} were too many`, tail.slow && `${count(tail.slow)} were not read in time`].filter(Boolean);
    write(ids.told, [text, over.length && `passed over: ${over.join(", ")}`].filter(Boolean).join("; "), kind);
  };
  const show_items = (items) => {
    for (const over of items.filter((it) => it.kind === "passed_over")) {
      tail.rate += over.rate;
      tail.slow += over.slow_reader;
    }
    const lines = items.filter((it) => it.kind !== "passed_over").slice(-tail.most).reverse().map((it) => {
      const line = element("div");
      write(line, line_of(it));
      return line;
    });
    ids.passing.prepend(...lines);
    while (ids.passing.children.length > tail.most) ids.passing.lastChild.remove();
  };
  const watch = async () => {
    const watching = new AbortController();
    Object.assign(tail, { watching, rate: 0, slow: 0 });
    const wishes = Object.entries({ kind: ids.kind.value, channel: ids.channel.value.trim(), payload: ids.masked.checked ? "masked" : "" });
    write(ids.watch, "Pause");
    try {
      const answer = await get(`api/v1/tap?${new URLSearchParams(wishes.filter(([, value]) => value))}`, watching.signal);
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      for (;;) {
        tell("watching");
        const { done, value } = await reader.read();
        if (done) throw new Error("the gateway has ended it");
        const lines = (text + value).split("\n");
        text = lines.pop();
        show_items(lines.filter((line) => line.startsWith("data: ")).map((line) => JSON.parse(line.slice(6))));
      }
    } catch (error) {
      tell(...(watching.signal.aborted ? ["paused"] : [error.message, "bad"]));
    }
    if (tail.watching === watching) {
      tail.watching = null;
      write(ids.watch, "Start");
    }
  };

  const look = async () => {
    clearTimeout(timer);
    try {
      const [status, metrics] = await Promise.all([get("api/v1/status").then((a) => a.json()), get("metrics").then((a) => a.text())]);
      const now = { at: performance.now(), metrics: samples_of(metrics) };
      show(status, now);
      last = now;
      await show_configuration();
      ids.problem.hidden = true;
      ids.login.hidden = true;
    } catch (error) {
      const text = error.status ? error.message : `The gateway does not answer: ${error.message}`;
      write(ids.problem, text);
      ids.problem.hidden = false;
      if (error.status === 401) {
        ids.login.hidden = false;
        return;
      }
    }
    if (!stopped) timer = setTimeout(look, pause);
  };

  ids.login.addEventListener("submit", (event) => {
    event.preventDefault();
    token = ids.token.value.trim();
    ids.token.value = "";
    look();
  });
  ids.wishes.addEventListener("submit", (event) => {
    event.preventDefault();
    if (tail.watching) tail.watching.abort(); else watch();
  });
  ids.running.addEventListener("toggle", () => show_configuration().catch((error) => write(ids.yaml, error.message)));
  ids.pause.addEventListener("click", () => {
    stopped = !stopped;
    ids.pause.setAttribute("aria-pressed", String(stopped));
    if (stopped) clearTimeout(timer); else look();
  });
  look();
})();
