'use strict';
// Events through the gateway, through the least program that does the same, and through a script on
// the official clients, as fast as each can.
const path = require('path');
const { TOPIC, said, startBroker } = require('./bench_parts.cjs');
const { CONNECTIONS, PARTITIONS, circumstances, inAll, inTurns, startLeast, startSluice } = require('./contest.cjs');
const { spread, table } = require('./table.cjs');

async function startIncumbent(stage, _, { port, broker, events }) {
  const part = await stage.start('incumbent', [
    process.execPath, path.join(__dirname, 'incumbent.cjs'),
    String(port), String(CONNECTIONS), broker, TOPIC, String(events),
  ], { ready: () => true });
  return { part, delivered: async () => Number((said(part, /delivered (\d+)/) || [0, 0])[1]) };
}

/** All rounds against one kind of broker. */
async function compare(stage, folder, kind, options) {
  const contestants = [
    { name: 'sluice', start: startSluice, events: options.events },
    { name: 'floor', start: startLeast, events: options.events },
    { name: 'pusher-js + kafkajs', start: startIncumbent, events: options['incumbent-events'] },
  ].filter(({ name }) => name.startsWith(options.only));
  const broker = await startBroker(stage, folder, kind, PARTITIONS);
  const results = await inTurns(stage, folder, contestants, { kind, broker, rounds: options.rounds });
  const of = (i, name) => results[i].map((figures) => figures[name]);
  process.stdout.write(`\n  ${circumstances(kind, results)}\n${table([
    ['', 'events', 'events/s', 'CPU us/event', 'peak RSS MiB'],
    ...contestants.map(({ name, events }, i) => [
      name, String(inAll(events)), spread(of(i, 'perSecond')), spread(of(i, 'microseconds'), 2),
      spread(of(i, 'mebibytes')),
    ]),
  ])}\n`);
  for (const [i, { name }] of contestants.entries()) {
    if (i === 0 || contestants[0].name !== 'sluice') continue;
    const ratios = of(i, 'microseconds').map((value, round) => value / of(0, 'microseconds')[round]);
    process.stdout.write(`  CPU per event, ${name} ÷ sluice: ${spread(ratios, 2)}\n`);
  }
  process.stdout.write('\n');
}

async function saturation(onStage, options) {
  for (const kind of options.brokers.split(',')) {
    await onStage((stage, folder) => compare(stage, folder, kind, options));
  }
}

module.exports = { saturation };
