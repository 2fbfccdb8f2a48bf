'use strict';
// What is measured and what it is measured with: how each process is started and asked.
const fs = require('fs');
const path = require('path');
const { get, startKafka } = require('../demo/parts.cjs');
const { freePort, until } = require('../demo/stage.cjs');

const BUILD = path.resolve(process.env.SLUICE_BUILD || 'build/release');
const TOPIC = 'channels.bench';

/** What a part printed, as far as `pattern` finds it. */
function said(part, pattern) {
  return fs.readFileSync(part.log, 'utf8').match(pattern);
}

/** The same, of the last time that it is found. */
function lastSaid(part, pattern) {
  return [...fs.readFileSync(part.log, 'utf8').matchAll(pattern)].pop();
}

/** Starts a program and waits for its line `pattern`; resolves to the part and what was matched. */
async function startAndHear(stage, name, command, pattern, options = {}) {
  const log = path.join(stage.logs, `${stage.prefix}-${name}.log`);
  let found;
  const part = await stage.start(name, command, {
    ...options, ready: () => (found = fs.readFileSync(log, 'utf8').match(pattern)),
  });
  return { part, found };
}

/**
 * Resolves to a Channels server with a port, which floods at each go(): segments of so many frames, `rate` events a
 * second for all connections; 0: as fast as TCP takes them.
 */
async function startFlood(stage, eventsPerConnection, segment = 64, rate = 0) {
  const { part, found } = await startAndHear(stage, 'flood', [
    path.join(BUILD, 'tests/bench/flood_server'), String(eventsPerConnection), String(segment), String(rate),
  ], /port (\d+) frame (\d+)/);
  const subscribed = () => Number((lastSaid(part, /subscribed (\d+)/g) || [])[1]);
  return {
    part,
    port: Number(found[1]),
    frameBytes: Number(found[2]),
    go: () => part.signal('SIGUSR1'),
    allSubscribed: (count) => until(`${count} subscriptions`, () => subscribed() === count),
  };
}

/** A broker with the topic; `kind` is mock or real. Resolves to its address. */
async function startBroker(stage, folder, kind, partitions) {
  if (!['mock', 'real'].includes(kind)) throw new Error(`no broker "${kind}"; there are mock and real`);
  if (kind === 'real') return `127.0.0.1:${(await startKafka(stage, folder, [TOPIC])).port}`;
  const { found } = await startAndHear(stage, 'mock_kafka',
    [path.join(BUILD, 'tests/bench/mock_kafka'), TOPIC, String(partitions)], /brokers (\S+)/);
  return found[1];
}

/** The gateway with `connections` connections of one channel each; `journal` is a folder or nothing. */
async function startGateway(stage, folder, { port, connections, broker, journal }) {
  const admin = await freePort();
  const names = Array.from({ length: connections }, (_, i) => String(i).padStart(2, '0'));
  const file = path.join(folder, 'bench.yaml');
  fs.writeFileSync(file, [
    'connections:',
    ...names.map((i) => `  bench-${i}: {url: "ws://127.0.0.1:${port}", key: bench, channels: [market-${i}]}`),
    'sinks:',
    // Nothing may be dropped: a full outbox makes the gateway stop reading.
    `  kafka: {type: kafka, brokers: ["${broker}"], outbox: {when_full: block}}`,
    'routes:',
    `  - {match: {kind: message}, to: kafka, topic: ${TOPIC}}`,
    `admin: {listen: "127.0.0.1:${admin}"}`,
    ...(journal ? [`journal: {path: "${journal}"}`] : []),
    'connect_rate: 0',  // how fast they connect is not what is measured
    '',
  ].join('\n'));
  const binary = process.env.SLUICE_BINARY || path.join(BUILD, 'gateway/app/sluice');
  const address = `http://127.0.0.1:${admin}`;
  const part = await stage.start('sluice', [binary, 'run', file], {
    ready: async () => (await get(`${address}/readyz`))[0] === 200,
  });
  const metrics = async () => (await get(`${address}/metrics`))[1];
  const counted = async (metric) => {
    const line = (await metrics()).split('\n').find((each) => each.startsWith(metric));
    return line ? Number(line.split(' ').pop()) : 0;
  };
  return { part, counted, metrics };
}

/** The least program that does the same (floor.cpp). It says what is delivered at each `events`. */
async function startFloor(stage, { port, connections, broker, events, journal }) {
  const part = await stage.start('floor', [
    path.join(BUILD, 'tests/bench/floor'),
    String(port), String(connections), broker, TOPIC, String(events), ...(journal ? [journal] : []),
  ], { ready: () => true });
  return { part, delivered: async () => Number((lastSaid(part, /delivered (\d+)/g) || [0, 0])[1]) };
}

module.exports = { TOPIC, lastSaid, said, startBroker, startFloor, startFlood, startGateway };
