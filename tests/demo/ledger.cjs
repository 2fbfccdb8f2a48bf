'use strict';
// Keeps what must still arrive and what did, and shows each arrival as a line of one table.
const { pause } = require('./stage.cjs');

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

class Ledger {
  constructor(output) {
    this.output = output;
    this.waiting = new Map();  // place → expectations in publishing order
    this.arrived = { mqtt: 0, kafka: 0, 'pusher-js': 0 };
    this.wrong = [];
    this.published = 0;
    this.shown = null;
    this.early = [];  // lines from before the header, null after it
  }

  static place({ sink, topic, key }) {
    return [sink, topic, key].join(' ');
  }

  header() {
    const early = this.early;
    this.early = null;
    this.line('published', '', 'arrived on', '', 'payload');
    early.forEach((line) => this.output.write(line));
  }

  /** An event is about to happen and must arrive at each of `expected`. */
  expect(step, expected) {
    for (const arrival of expected) {
      const place = Ledger.place(arrival);
      if (!this.waiting.has(place)) this.waiting.set(place, []);
      this.waiting.get(place).push({ step, ...arrival, at: Date.now() });
    }
  }

  /** Something arrived. In one place, order matters: it must be the oldest that is awaited there. */
  arrive(sink, topic, key, payload, where = topic) {
    const text = payload.toString('utf8');
    const expected = (this.waiting.get(Ledger.place({ sink, topic, key })) || []).shift();
    if (!expected) {
      this.wrong.push(`${sink} ${where} ${key}: not expected there: ${excerpt(text, 60)}`);
      this.line('', sink, where, '✗ not expected', text);
      return;
    }
    const same = expected.payload instanceof RegExp
      ? expected.payload.test(text) : payload.equals(Buffer.from(expected.payload));
    if (same) this.arrived[sink] += 1;
    else this.wrong.push(`${sink} ${where}: other bytes\n${difference(expected.payload, text)}`);
    const { step } = expected;
    const name = this.shown === step ? '' : `${step.channel} ${step.event}`;
    this.shown = step;
    const verdict = same ? `✓ ${payload.length} B, ${Date.now() - expected.at} ms` : '✗ other bytes';
    this.line(name, sink, where, verdict, text);
  }

  line(name, sink, where, verdict, payload) {
    const left = `  ${name.padEnd(38)}${sink.padEnd(10)}${where.padEnd(34)}${verdict.padEnd(17)}`;
    const line = `${left}${excerpt(payload, Math.max(20, (this.output.columns || 140) - left.length - 1))}\n`;
    if (this.early) this.early.push(line);
    else this.output.write(line);
  }

  /** What was published and has not arrived. */
  missing() {
    return [...this.waiting.values()].flat();
  }

  /** Resolves to true when nothing is awaited any more, to false after `seconds`. */
  async settled(seconds) {
    const deadline = Date.now() + seconds * 1000;
    while (this.missing().length && Date.now() < deadline) await pause(50);
    return this.missing().length === 0;
  }

  /** Says how it went; true when everything arrived as it should. */
  conclude(kafka) {
    const missing = this.missing();
    for (const { step, sink, topic } of missing) {
      this.wrong.push(`${step.channel} ${step.event}: did not arrive on ${sink} ${topic}`);
    }
    const kafkaPart = kafka ? `, ${this.arrived.kafka} on Kafka` : '';
    const good = `${this.arrived.mqtt} arrived on MQTT${kafkaPart}, ${this.arrived['pusher-js']} back on pusher-js`;
    this.output.write(`\ndemo: ${this.published} published; ${good}, byte for byte; ${this.wrong.length} wrong or missing\n`);
    for (const line of this.wrong) this.output.write(`  ✗ ${line}\n`);
    return this.published > 0 && this.wrong.length === 0;
  }
}

/** Both texts as JSON strings, whose escapes show what cannot be seen. */
function difference(expected, text) {
  const wanted = expected instanceof RegExp ? `${expected}` : JSON.stringify(expected);
  return `    expected ${wanted}\n    arrived  ${JSON.stringify(text)}`;
}

/** The beginning of a text, on one line. */
function excerpt(text, length) {
  const characters = [...text.slice(0, 2 * length).replace(CONTROL, '·')];
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`;
}

module.exports = { Ledger };
