'use strict';
// The cost of the journal: the gateway and the least program that does the same, each with and
// without a journal in the same folder. Two shapes: at a rate that both keep up with, where each
// record is written once and settled soon; and saturated, where the gateway reads on and gets its
// backlog back from the disk, while the floor stops reading.
const fs = require('fs');
const path = require('path');
const { lastSaid, startBroker } = require('./bench_parts.cjs');
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

/** The counts of the histogram's buckets with their upper bounds in microseconds. */
function buckets(metrics, name) {
  return [...metrics.matchAll(new RegExp(`^${name}_bucket\\{.*le="([^"]+)"\\} (\\d+)`, 'gm'))]
    .map(([, bound, count]) => ({ bound: Number(bound.replace('+Inf', 'Infinity')) * 1e6, count: Number(count) }));
}

/** The quantile, evenly within its bucket, of what was counted since `before`. */
function quantile(before, after, q) {
  const since = after.map(({ bound, count }, i) => ({ bound, count: count - before[i].count }));
  const wanted = since[since.length - 1].count * q;
  const i = since.findIndex(({ count }) => count >= wanted);
  const lower = i === 0 ? { bound: 0, count: 0 } : since[i - 1];
  if (since[i].bound === Infinity) return lower.bound;
  return lower.bound + (since[i].bound - lower.bound) * (wanted - lower.count) / (since[i].count - lower.count || 1);
}

const SYNCED = 'sluice_journal_sync_seconds';

async function noteSyncTimes(started) {
  started.synced = buckets(await started.metrics(), SYNCED);
}

async function syncTimesOfSluice({ metrics, synced }) {
  const now = buckets(await metrics(), SYNCED);
  return { p50: quantile(synced, now, 0.5), p99: quantile(synced, now, 0.99) };
}

async function syncTimesOfFloor({ part }) {
  const [, p50, p99] = lastSaid(part, /synced p50 (\d+) p99 (\d+)/g);
  return { p50: Number(p50), p99: Number(p99) };
}

async function compare(stage, folder, kind, shape, options) {
  const disk = options.folder || folder;
  const rate = shape === 'paced' ? options.rate : 0;
  const contestants = [
    { name: 'sluice', start: startSluice },
    { name: 'sluice, journal', start: withJournal(startSluice, disk), before: noteSyncTimes, figures: syncTimesOfSluice },
    { name: 'floor', start: startLeast },
    { name: 'floor, journal', start: withJournal(startLeast, disk), figures: syncTimesOfFloor },
  ].map((contestant) => ({ ...contestant, events: options.events, rate, warmups: options.warmups }));
  const broker = await startBroker(stage, folder, kind, PARTITIONS);
  const all = await inTurns(stage, folder, contestants, { kind, broker, rounds: options.rounds });
  // One that fell behind had a backlog, and is of the other shape.
  const results = all.map((rounds) => rounds.filter(({ perSecond }) => perSecond >= 0.95 * rate));
  const fellBehind = all.map((rounds, i) => rounds.length - results[i].length);
  if (results.some((rounds) => rounds.length === 0)) {
    throw new Error(`${rate} events/s are too many for this machine now: a contestant fell behind in each round`);
  }
  const of = (i, name) => results[i].map((figures) => figures[name]);
  const sync = (i, name) => (results[i][0][name] === undefined ? '' : spread(of(i, name)));
  process.stdout.write(`\n  ${shape}${rate > 0 ? `, ${rate} events/s` : ''}; ${circumstances(kind, results)}; `
    + `journal in ${disk}; ${inAll(options.events)} events after ${options.warmups} times as many that do not count; rounds left out as fallen behind: ${fellBehind.join(' ')}\n${table([
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
    + `${(median(of(1, 'p99')) / median(of(3, 'p99'))).toFixed(2)} (sluice's from buckets)\n\n`);
}

async function journal(onStage, options) {
  for (const kind of options.brokers.split(',')) {
    for (const shape of options.shapes.split(',')) {
      if (!['paced', 'saturated'].includes(shape)) throw new Error(`no shape "${shape}"; there are paced and saturated`);
      await onStage((stage, folder) => compare(stage, folder, kind, shape, options));
    }
  }
}

module.exports = { journal };
