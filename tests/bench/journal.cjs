'use strict';
// The cost of the journal: the gateway and the least program that does the same, each with and
// without a journal in the same folder.
const fs = require('fs');
const path = require('path');
const { said, startBroker } = require('./bench_parts.cjs');
const { PARTITIONS, circumstances, inAll, inTurns, startLeast, startSluice } = require('./contest.cjs');
const { median, spread, table } = require('./table.cjs');

/** A contestant whose journal is in an empty folder. */
function withJournal(start, disk) {
  return async (stage, folder, settings) => {
    const journal = path.join(disk, 'journal');
    fs.rmSync(journal, { recursive: true, force: true });
    fs.mkdirSync(journal, { mode: 0o700 });
    return start(stage, folder, { ...settings, journal });
  };
}

/** The upper bound of the histogram's bucket that has the quantile, in microseconds. */
function quantile(metrics, name, q) {
  const buckets = [...metrics.matchAll(new RegExp(`^${name}_bucket\\{.*le="([^"]+)"\\} (\\d+)`, 'gm'))]
    .map(([, bound, count]) => ({ bound: Number(bound.replace('+Inf', 'Infinity')), count: Number(count) }));
  const all = Math.max(...buckets.map(({ count }) => count));
  return buckets.find(({ count }) => count >= all * q).bound * 1e6;
}

async function syncTimesOfSluice({ metrics }) {
  const text = await metrics();
  const of = (q) => quantile(text, 'sluice_journal_sync_seconds', q);
  return { p50: of(0.5), p99: of(0.99) };
}

async function syncTimesOfFloor({ part }) {
  const [, p50, p99] = said(part, /synced p50 (\d+) p99 (\d+)/);
  return { p50: Number(p50), p99: Number(p99) };
}

async function compare(stage, folder, kind, options) {
  const disk = options.folder || folder;
  const contestants = [
    { name: 'sluice', start: startSluice },
    { name: 'sluice, journal', start: withJournal(startSluice, disk), figures: syncTimesOfSluice },
    { name: 'floor', start: startLeast },
    { name: 'floor, journal', start: withJournal(startLeast, disk), figures: syncTimesOfFloor },
  ].map((contestant) => ({ ...contestant, events: options.events }));
  const broker = await startBroker(stage, folder, kind, PARTITIONS);
  const results = await inTurns(stage, folder, contestants, { kind, broker, rounds: options.rounds });
  const of = (i, name) => results[i].map((figures) => figures[name]);
  const sync = (i, name) => (results[i][0][name] === undefined ? '' : spread(of(i, name)));
  process.stdout.write(`\n  ${circumstances(kind, results)}; journal in ${disk}; ${inAll(options.events)} events\n${table([
    ['', 'events/s', 'CPU us/event', 'peak RSS MiB', 'synced p50 us', 'p99 us'],
    ...contestants.map(({ name }, i) => [
      name, spread(of(i, 'perSecond')), spread(of(i, 'microseconds'), 2), spread(of(i, 'mebibytes')),
      sync(i, 'p50'), sync(i, 'p99'),
    ]),
  ])}\n`);
  // The medians' difference: that of one round would be mostly noise.
  const cost = (i) => median(of(i + 1, 'microseconds')) - median(of(i, 'microseconds'));
  process.stdout.write(`  the journal's CPU us/event: sluice ${cost(0).toFixed(3)}, floor ${cost(2).toFixed(3)}, `
    + `ratio ${(cost(0) / cost(2)).toFixed(2)}; p99 until synced, ratio `
    + `${(median(of(1, 'p99')) / median(of(3, 'p99'))).toFixed(2)} (sluice's is the bound of a bucket)\n\n`);
}

async function journal(onStage, options) {
  for (const kind of options.brokers.split(',')) {
    await onStage((stage, folder) => compare(stage, folder, kind, options));
  }
}

module.exports = { journal };
