'use strict';
// What a connection costs in memory while nothing is said on it.
const { startBroker, startFlood, startGateway } = require('./bench_parts.cjs');
const { kibibytes } = require('./process_cost.cjs');
const { spread, table } = require('./table.cjs');

/** The gateway's memory once `connections` connections are subscribed. */
async function memory(stage, folder, broker, connections) {
  const flood = await startFlood(stage, 0);
  const { part } = await startGateway(stage, folder, { port: flood.port, connections, broker });
  await flood.allSubscribed(connections);
  const figures = { rss: kibibytes(part.child.pid, 'VmRSS'), anonymous: kibibytes(part.child.pid, 'RssAnon') };
  await part.stop();
  await flood.part.stop();
  return figures;
}

async function measure(stage, folder, options) {
  const broker = await startBroker(stage, folder, 'mock', 3);
  const runs = [];
  for (let round = 0; round < options.rounds; ++round) {
    runs.push([await memory(stage, folder, broker, 1), await memory(stage, folder, broker, options.connections)]);
  }
  const row = (label, name) => [label, spread(runs.map(([one]) => one[name])), spread(runs.map(([, many]) => many[name])),
    spread(runs.map(([one, many]) => (many[name] - one[name]) / (options.connections - 1)), 1)];
  process.stdout.write(`${table([
    ['KiB', '1 connection', `${options.connections} connections`, 'each'],
    row('resident', 'rss'), row('of it anonymous', 'anonymous'),
  ])}\n`);
}

async function idle(onStage, options) {
  await onStage((stage, folder) => measure(stage, folder, options));
}

module.exports = { idle };
