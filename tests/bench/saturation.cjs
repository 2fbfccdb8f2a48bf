'use strict';
// Events through the gateway, and through a script on the official clients, as fast as each can:
// the same flood of the same frames, to the same broker, in turns.
const os = require('os');
const path = require('path');
const { TOPIC, said, startBroker, startFlood, startGateway } = require('./bench_parts.cjs');
const { cpuSeconds, kibibytes } = require('./process_cost.cjs');
const { spread, table } = require('./table.cjs');
const { until } = require('../demo/stage.cjs');

const CONNECTIONS = 16;
const SEGMENT = 64;
const PARTITIONS = 3;

/** `events` in whole segments for each connection. */
function perConnection(events) {
  return Math.max(1, Math.round(events / CONNECTIONS / SEGMENT)) * SEGMENT;
}

async function startIncumbent(stage, _, { port, broker, events }) {
  const part = await stage.start('incumbent', [
    process.execPath, path.join(__dirname, 'incumbent.cjs'),
    String(port), String(CONNECTIONS), broker, TOPIC, String(events),
  ], { ready: () => true });
  return { part, done: async () => said(part, /delivered \d+/) };
}

async function startSluice(stage, folder, { port, broker, events }) {
  const { part, counted } = await startGateway(stage, folder, { port, connections: CONNECTIONS, broker });
  const delivered = 'sluice_records_total{sink="kafka",outcome="delivered"}';
  return { part, done: async () => await counted(delivered) >= events };
}

/** One contestant, from the flood's start until the broker has acknowledged everything. */
async function run(stage, folder, start, broker, wanted) {
  const each = perConnection(wanted);
  const events = each * CONNECTIONS;
  const flood = await startFlood(stage, each);
  const { part, done } = await start(stage, folder, { port: flood.port, broker, events });
  await flood.allSubscribed(CONNECTIONS);
  const cpuBefore = cpuSeconds(part.child.pid);
  const begin = process.hrtime.bigint();
  flood.go();
  await until(`${part.name} delivers ${events} events`, async () => {
    if (part.ended) throw new Error(`it ended with ${part.ended}`);
    return done();
  }, 60);
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  const figures = {
    perSecond: events / seconds,
    microseconds: (cpuSeconds(part.child.pid) - cpuBefore) / events * 1e6,
    mebibytes: kibibytes(part.child.pid, 'VmHWM') / 1024,
  };
  await part.stop();
  await flood.part.stop();
  return { ...figures, frameBytes: flood.frameBytes };
}

/** All rounds against one kind of broker, the contestants in turns. */
async function compare(stage, folder, kind, options) {
  const contestants = [
    { name: 'sluice', start: startSluice, events: options.events },
    { name: 'pusher-js + kafkajs', start: startIncumbent, events: options['incumbent-events'] },
  ].filter(({ name }) => name.startsWith(options.only));
  const broker = await startBroker(stage, folder, kind, PARTITIONS);
  const results = contestants.map(() => []);
  const load = [];
  for (let round = 1; round <= options.rounds; ++round) {
    for (const [i, { name, start, events }] of contestants.entries()) {
      const figures = await run(stage, folder, start, broker, events);
      results[i].push(figures);
      load.push(os.loadavg()[0]);
      process.stdout.write(`  ${kind} ${round} ${name}: ${Math.round(figures.perSecond)} events/s, `
        + `${figures.microseconds.toFixed(2)} us/event, ${figures.mebibytes.toFixed(0)} MiB\n`);
    }
  }
  report(kind, contestants, results, load);
}

function report(kind, contestants, results, load) {
  const broker = kind === 'real' ? 'Apache Kafka' : "librdkafka's mock cluster";
  const of = (name) => results.map((runs) => runs.map((figures) => figures[name]));
  process.stdout.write(`\n  ${broker}; ${CONNECTIONS} connections, frames of ${results[0][0].frameBytes} bytes, `
    + `${SEGMENT} a segment; ${os.cpus().length} cores, load ${spread(load, 1)}\n`);
  process.stdout.write(`${table([
    ['', 'events', 'events/s', 'CPU us/event', 'peak RSS MiB'],
    ...contestants.map(({ name, events }, i) => [
      name, String(perConnection(events) * CONNECTIONS), spread(of('perSecond')[i]),
      spread(of('microseconds')[i], 2), spread(of('mebibytes')[i]),
    ]),
  ])}\n`);
  if (contestants.length === 2) {
    const pairs = (name, top, bottom) => of(name)[top].map((value, round) => value / of(name)[bottom][round]);
    process.stdout.write(`  ratio: ${spread(pairs('microseconds', 1, 0), 1)} times less CPU per event, `
      + `${spread(pairs('perSecond', 0, 1), 1)} times the events a second\n\n`);
  }
}

async function saturation(onStage, options) {
  for (const kind of options.brokers.split(',')) {
    await onStage((stage, folder) => compare(stage, folder, kind, options));
  }
}

module.exports = { saturation };
