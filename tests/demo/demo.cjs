'use strict';
// ./dev demo: events published to a real Channels server, shown as they arrive on real brokers, and
// messages of those brokers, shown as they come back to a Channels client.
const { once } = require('events');
const fs = require('fs');
const os = require('os');
const path = require('path');
const mqtt = require('mqtt');
const PusherClient = require('pusher-js');
const parts = require('./parts.cjs');
const { Ledger } = require('./ledger.cjs');
const { CHANNELS, FOUND, KAFKA_TOPICS, MQTT_TOPICS, arrivals, steps } = require('./scenario.cjs');
const { Stage, pause, until } = require('./stage.cjs');

function readOptions(words) {
  const unknown = words.find((word) => !['--once', '--kafka'].includes(word));
  if (unknown) throw new Error(`demo: unknown option ${unknown} (there are --once and --kafka)`);
  return { kafka: words.includes('--kafka'), once: words.includes('--once') || !process.stdout.isTTY };
}

/** Runs `action` and shows one line: what it started, and how long that took. */
async function shown(name, action) {
  const begin = Date.now();
  process.stdout.write(`  ${name.padEnd(46)}`);
  const result = await action().catch((error) => {
    process.stdout.write('failed\n');
    throw error;
  });
  process.stdout.write(`${((Date.now() - begin) / 1000).toFixed(1).padStart(6)} s\n`);
  return result;
}

/** Shows what arrives, and publishes what is to come back. */
async function joinMqtt(port, ledger) {
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { protocolVersion: 5 });
  client.on('message', (topic, payload) => ledger.arrive('mqtt', topic, '', payload));
  await once(client, 'connect');
  await client.subscribeAsync(MQTT_TOPICS, { qos: 1 });
  return {
    send: ({ topic, data }) => client.publishAsync(topic, JSON.stringify(data), { qos: 1 }),
    leave: () => client.endAsync(true),
  };
}

async function joinKafka(kafka, ledger) {
  const producer = kafka.producer();
  await producer.connect();
  const consumer = kafka.consumer({ groupId: 'demo' });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    process.stderr.write(`kafkajs: ${payload.error.message}\n`);
  });
  await consumer.connect();
  await consumer.subscribe({ topics: KAFKA_TOPICS.filter((topic) => topic !== 'commands'), fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ topic, partition, message }) => {
      const key = message.key ? message.key.toString() : '';
      const where = `${topic}[${partition}]@${message.offset}`;
      ledger.arrive('kafka', topic, key, message.value || Buffer.alloc(0), where);
    },
  });
  return {
    send: ({ topic, key, headers, data }) => producer.send({
      topic, messages: [{ key, headers, value: JSON.stringify(data) }],
    }),
    leave: () => Promise.all([producer.disconnect(), consumer.disconnect()]),
  };
}

/** The desk's other member, on the official pusher-js: joins, types (a client event), hears and leaves. */
class Member {
  constructor(port, endpoint, ledger) {
    this.ledger = ledger;
    this.options = {
      cluster: 'mt1', wsHost: '127.0.0.1', wsPort: port, forceTLS: false, enabledTransports: ['ws'],
      channelAuthorization: { endpoint, transport: 'ajax', params: { user: 'anna' } },
    };
  }

  async joins() {
    this.client = new PusherClient(parts.APP.key, this.options);
    this.channel = this.client.subscribe('presence-desk');
    this.channel.bind_global((event, data) => {
      if (!event.startsWith('client-')) return;
      this.ledger.arrive('pusher-js', 'presence-desk', event, Buffer.from(JSON.stringify(data)));
    });
    await new Promise((resolve, reject) => {
      this.channel.bind('pusher:subscription_succeeded', resolve);
      this.channel.bind('pusher:subscription_error', (error) => reject(new Error(JSON.stringify(error))));
    });
  }

  async types(data) {
    this.channel.trigger('client-typing', data);
  }

  async leaves() {
    if (this.client) this.client.disconnect();
  }
}

/** Starts everything; resolves to what the show needs, or rejects with what could not be started. */
async function prepare(stage, folder, options, ledger) {
  const soketi = await shown('soketi (Channels server)', () => parts.startSoketi(stage, folder));
  const broker = await shown('Mosquitto (MQTT)', () => parts.startMosquitto(stage, folder));
  const kafka = options.kafka
    && await shown('Apache Kafka', () => parts.startKafka(stage, folder, KAFKA_TOPICS));
  const pusher = parts.publisher(soketi);
  const endpoint = await parts.startAuthEndpoint(pusher);
  const brokers = { mqtt: await joinMqtt(broker, ledger) };
  if (kafka) brokers.kafka = await joinKafka(kafka.kafka, ledger);

  const config = `config/examples/${options.kafka ? 'demo-kafka' : 'demo'}.yaml`;
  const sluice = await shown(`Sluice with ${config}`, async () => {
    ledger.expect(FOUND, arrivals(FOUND, options.kafka));
    const started = await parts.startSluice(stage, config, {
      CHANNELS_ADDRESS: `127.0.0.1:${soketi}`, CHANNELS_KEY: parts.APP.key, AUTH_ENDPOINT: endpoint,
      MQTT_ADDRESS: `127.0.0.1:${broker}`, KAFKA_ADDRESS: `127.0.0.1:${kafka ? kafka.port : 0}`,
    });
    // What is published before the server knows the subscription is lost; ask the server itself.
    await until('Sluice subscribes', () => allOccupied(pusher)).catch((error) => {
      throw new Error(`${error.message}\n${started.part.tail()}`);
    });
    return started;
  });
  return { pusher, member: new Member(soketi, endpoint, ledger), brokers, ...sluice };
}

async function allOccupied(pusher) {
  for (const channel of CHANNELS) {
    const response = await pusher.get({ path: `/channels/${channel}` });
    if (!(await response.json()).occupied) throw new Error(`${channel} has no subscriber`);
  }
  return true;
}

/** Publishes one round of the scenario; `between` is awaited after each event and may end the round. */
async function play(show, options, ledger, round, between) {
  for (const step of steps(round, options.kafka)) {
    ledger.expect(step, arrivals(step, options.kafka));
    ledger.published += 1;
    if (step.member) await show.member[step.member](step.data);
    else if (step.broker) await show.brokers[step.broker].send(step);
    else await show.pusher.trigger(step.channel, step.event, step.data);
    if (await between() === 'enough') return;
  }
}

async function perform(show, options, ledger, interrupted) {
  process.stdout.write(`\n  metrics: ${show.admin}/metrics   readiness: ${show.admin}/readyz\n`);
  if (!options.once) process.stdout.write('  one event a second; Ctrl-C ends the show\n');
  process.stdout.write('\n');
  ledger.header();
  if (options.once) {
    // Each event is awaited before the next; once one was lost, the others get less patience.
    let patience = 30;
    await play(show, options, ledger, 1, async () => {
      if (!await ledger.settled(patience)) patience = 3;
    });
  } else {
    const enough = interrupted.then(() => 'enough');
    let over = false;
    enough.then(() => (over = true));
    for (let round = 1; !over; ++round) {
      await play(show, options, ledger, round, () => Promise.race([enough, pause(1000)]));
    }
    await ledger.settled(5);
  }
}

async function showCounters(admin) {
  const [, text] = await parts.get(`${admin}/metrics`);
  const lines = text.split('\n').filter((line) => /^sluice_(events_received|records|return_events_sent)_total.* [1-9]/.test(line));
  process.stdout.write(`\n  of ${admin}/metrics:\n${lines.map((line) => `    ${line}\n`).join('')}`);
}

/** Resolves at the first signal, or when whoever read our output has gone; a second signal ends at once. */
function interruption() {
  return new Promise((resolve) => {
    let signals = 0;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => (++signals === 1 ? resolve() : process.exit(130)));
    }
    process.stdout.on('error', resolve);
  });
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-demo-'));
  const stage = new Stage(path.join(process.env.SLUICE_CACHE || folder, 'logs'));
  const ledger = new Ledger(process.stdout);
  process.on('exit', () => {
    stage.kill();
    fs.rmSync(folder, { recursive: true, force: true });
  });
  const interrupted = interruption();
  const broken = interrupted.then(() => {
    throw new Error('\ndemo: interrupted');
  });
  broken.catch(() => {});

  let good = false;
  let show;
  try {
    show = await Promise.race([prepare(stage, folder, options, ledger), broken]);
    const acts = [perform(show, options, ledger, interrupted), stage.watch()];
    await Promise.race(options.once ? [...acts, broken] : acts);
    await showCounters(show.admin);
    good = ledger.conclude(options.kafka);
    const ended = await show.part.stop();
    if (ended !== 'code 0') throw new Error(`sluice ended with ${ended}\n${show.part.tail()}`);
  } catch (error) {
    good = false;
    process.stderr.write(`${error.message}\n`);
  } finally {
    if (show) await Promise.all([show.member.leaves(), ...Object.values(show.brokers).map((broker) => broker.leave())]);
    await stage.stop();
  }
  process.exit(good ? 0 : 1);
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
