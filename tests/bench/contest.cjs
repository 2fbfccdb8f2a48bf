'use strict';
// Contestants on the same flood of the same frames, to the same broker, in turns.
const os = require('os');
const { startFlood, startFloor, startGateway } = require('./bench_parts.cjs');
const { cpuSeconds, kibibytes } = require('./process_cost.cjs');
const { until } = require('../demo/stage.cjs');

const CONNECTIONS = 16;
const SEGMENT = 64;
const PARTITIONS = 3;

/** `events` in whole segments for each connection. */
function perConnection(events) {
  return Math.max(1, Math.round(events / CONNECTIONS / SEGMENT)) * SEGMENT;
}

/** The number that all connections have together. */
function inAll(events) {
  return perConnection(events) * CONNECTIONS;
}

/** The gateway; with `journal`, a folder, it keeps its outbox there. */
async function startSluice(stage, folder, { port, broker, journal }) {
  const { part, counted, metrics } = await startGateway(stage, folder, { port, connections: CONNECTIONS, broker, journal });
  return { part, delivered: () => counted('sluice_records_total{sink="kafka",outcome="delivered"}'), metrics };
}

async function startLeast(stage, _, settings) {
  return startFloor(stage, { ...settings, connections: CONNECTIONS });
}

/**
 * One contestant, from the flood's start until the broker has acknowledged everything: `events` in all, `rate` a second
 * (0: as fast as TCP takes them), after `warmups` floods of the same size that do not count. Its `figures(started)`, if
 * any, adds to the result while it still runs; `before(started)` is called when the flood that counts begins.
 */
async function run(stage, folder, contestant, broker, { events: wanted, rate = 0, warmups = 0 }) {
  const { start, before = async () => {}, figures = async () => ({}) } = contestant;
  const events = inAll(wanted);
  const flood = await startFlood(stage, perConnection(wanted), SEGMENT, rate);
  const started = await start(stage, folder, { port: flood.port, broker, events });
  const { part, delivered } = started;
  await flood.allSubscribed(CONNECTIONS);
  const oneFlood = async (number) => {
    flood.go();
    await until(`${part.name} delivers ${events} events`, async () => {
      if (part.ended) throw new Error(`it ended with ${part.ended}\n${part.tail()}`);
      return await delivered() >= events * number;
    }, 60 + (rate > 0 ? events / rate : 0));
  };
  for (let i = 1; i <= warmups; ++i) await oneFlood(i);
  await before(started);
  const cpuBefore = cpuSeconds(part.child.pid);
  const begin = process.hrtime.bigint();
  await oneFlood(warmups + 1);
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  const result = {
    perSecond: events / seconds,
    microseconds: (cpuSeconds(part.child.pid) - cpuBefore) / events * 1e6,
    mebibytes: kibibytes(part.child.pid, 'VmHWM') / 1024,
    frameBytes: flood.frameBytes,
    load: os.loadavg()[0],
    ...await figures(started),
  };
  await part.stop();
  await flood.part.stop();
  return result;
}

/**
 * All rounds; resolves to the results of each contestant. A contestant has name, start and events, and maybe rate and
 * warmups.
 */
async function inTurns(stage, folder, contestants, { kind, broker, rounds }) {
  const results = contestants.map(() => []);
  for (let round = 1; round <= rounds; ++round) {
    for (const [i, contestant] of contestants.entries()) {
      const figures = await run(stage, folder, contestant, broker, contestant);
      results[i].push(figures);
      process.stdout.write(`  ${kind} ${round} ${contestant.name}: ${Math.round(figures.perSecond)} events/s, `
        + `${figures.microseconds.toFixed(2)} us/event, ${figures.mebibytes.toFixed(0)} MiB\n`);
    }
  }
  return results;
}

/** The circumstances as the first line of a table. */
function circumstances(kind, results) {
  const load = results.flat().map((figures) => figures.load);
  const broker = kind === 'real' ? 'Apache Kafka' : "librdkafka's mock cluster";
  return `${broker}; ${CONNECTIONS} connections, frames of ${results[0][0].frameBytes} bytes, ${SEGMENT} a segment; `
    + `${os.cpus().length} cores, load ${Math.min(...load).toFixed(1)}–${Math.max(...load).toFixed(1)}`;
}

module.exports = { CONNECTIONS, PARTITIONS, circumstances, inAll, inTurns, startLeast, startSluice };
