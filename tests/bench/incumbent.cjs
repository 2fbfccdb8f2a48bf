'use strict';
// What the gateway is compared with: the script one would write on the official clients. Each event
// goes to one Kafka topic, its channel the key, its data the value. Sends are batched: one at a time,
// each with what has come in meanwhile, the first one after a few milliseconds.
// incumbent.cjs PORT CONNECTIONS BROKER TOPIC EVENTS
const { Kafka, Partitioners, logLevel } = require('kafkajs');
const Pusher = require('pusher-js');

const [port, connections, broker, topic, events] = process.argv.slice(2);
const COLLECT_MS = 5;
const BATCH = 500;  // 2,000 and 5,000 cost as much, 20,000 more

class Batches {
  constructor(producer, total) {
    this.producer = producer;
    this.waiting = [];
    this.timer = null;
    this.sending = false;
    this.delivered = 0;
    this.total = total;
  }

  add(message) {
    this.waiting.push(message);
    if (!this.sending && !this.timer) this.timer = setTimeout(() => this.flush(), COLLECT_MS);
  }

  async flush() {
    this.timer = null;
    this.sending = true;
    while (this.waiting.length > 0) {
      const messages = this.waiting.length > BATCH ? this.waiting.splice(0, BATCH) : this.waiting;
      if (messages === this.waiting) this.waiting = [];
      await this.producer.send({ topic, messages, acks: -1 });
      this.delivered += messages.length;
    }
    this.sending = false;
    if (this.delivered >= this.total) process.stdout.write(`delivered ${this.delivered}\n`);
  }
}

async function main() {
  const kafka = new Kafka({ clientId: 'incumbent', brokers: [broker], logLevel: logLevel.ERROR });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const batches = new Batches(producer, Number(events));
  for (let i = 0; i < Number(connections); ++i) {
    const client = new Pusher('bench', {
      cluster: 'mt1', wsHost: '127.0.0.1', wsPort: Number(port), forceTLS: false,
      enabledTransports: ['ws'],
    });
    const name = `market-${String(i).padStart(2, '0')}`;
    client.subscribe(name).bind_global((event, data) => {
      if (event.startsWith('pusher:')) return;
      // pusher-js has parsed the data, so what was published has to be written again.
      batches.add({ key: name, value: typeof data === 'string' ? data : JSON.stringify(data) });
    });
  }
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
