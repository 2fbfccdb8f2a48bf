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
async function startSluice(stage, folder, { port, broker, events, journal }) {
  const { part, counted, metrics } = await startGateway(stage, folder, { port, connections: CONNECTIONS, broker, journal });
  const delivered = 'sluice_records_total{sink="kafka",outcome="delivered"}';
  return { part, done: async () => await counted(delivered) >= events, metrics };
}

async function startLeast(stage, _, settings) {
  return startFloor(stage, { ...settings, connections: CONNECTIONS });
}

/**
 * One contestant, from the flood's start until the broker has acknowledged everything. Its
 * `figures(started)`, if any, adds to the result while it still runs.
 */
async function run(stage, folder, { start, figures = async () => ({}) }, broker, wanted) {
  const events = inAll(wanted);
  const flood = await startFlood(stage, perConnection(wanted));
  const started = await start(stage, folder, { port: flood.port, broker, events });
  const { part, done } = started;
  await flood.allSubscribed(CONNECTIONS);
  const cpuBefore = cpuSeconds(part.child.pid);
  const begin = process.hrtime.bigint();
  flood.go();
  await until(`${part.name} delivers ${events} events`, async () => {
    if (part.ended) throw new Error(`it ended with ${part.ended}\n${part.tail()}`);
    return done();
  }, 60);
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

/** All rounds; resolves to the results of each contestant. A contestant has name, start and events. */
async function inTurns(stage, folder, contestants, { kind, broker, rounds }) {
  const results = contestants.map(() => []);
  for (let round = 1; round <= rounds; ++round) {
    for (const [i, contestant] of contestants.entries()) {
      const figures = await run(stage, folder, contestant, broker, contestant.events);
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
