'use strict';
const fs = require('node:fs');
const mqtt = require('mqtt');
const {Record} = require('./record.cjs');

// Subscribers of an MQTT broker that keep what they get, payloads as hexadecimal digits.

const listeners = new Map();

async function listen({id, url, topics, qos, version, user, password, ca_file, client_id}) {
  const client = mqtt.connect(url, {
    protocolVersion: version,
    clientId: client_id,
    // A session that stays: nothing is lost while the broker restarts.
    clean: false,
    properties: version === 5 ? {sessionExpiryInterval: 3600} : undefined,
    reconnectPeriod: 100,
    username: user || undefined,
    password: password || undefined,
    ca: ca_file ? fs.readFileSync(ca_file) : undefined,
  });
  const messages = new Record();
  client.on('message', (topic, payload, packet) => {
    const {qos: level, retain, properties} = packet;
    messages.add(
      {topic, payload: payload.toString('hex'), qos: level, retain, properties: properties ?? {}});
  });
  listeners.set(id, {client, messages});
  await new Promise((resolve, reject) => {
    client.once('connect', resolve);
    client.on('error', (error) => {
      console.error(`${id}: ${error}`);
      reject(error);
    });
  });
  if (topics.length > 0) await client.subscribeAsync(topics, {qos});
}

async function publish({id, topic, payload, qos, retain, user_properties}) {
  const properties = user_properties ? {userProperties: user_properties} : undefined;
  await listeners.get(id).client.publishAsync(
    topic, Buffer.from(payload, 'hex'), {qos, retain, properties});
}

/// The client keeps what it cannot send yet.
function publish_numbers({id, topic, from, to, qos}) {
  const {client} = listeners.get(id);
  for (let number = from; number < to; ++number) client.publish(topic, String(number), {qos});
}

async function publishAll({id, topic, payloads, qos}) {
  const {client} = listeners.get(id);
  await Promise.all(payloads.map((payload) => {
    return client.publishAsync(topic, Buffer.from(payload, 'hex'), {qos});
  }));
}

async function messages({id, from, count, timeout}) {
  return listeners.get(id).messages.since(from, count, timeout);
}

async function close({id}) {
  await listeners.get(id).client.endAsync(true);
  listeners.delete(id);
}

module.exports = {
  'mqtt.listen': listen,
  'mqtt.publish': publish,
  'mqtt.publish_all': publishAll,
  'mqtt.publish_numbers': publish_numbers,
  'mqtt.messages': messages,
  'mqtt.close': close,
};
