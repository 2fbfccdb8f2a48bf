'use strict';
// What the demo publishes and what must arrive where. The expectations are written down here from the
// routes in config/examples/demo*.yaml, independently of the gateway's code.

const CHANNELS = ['prices', 'private-orders', 'presence-desk'];
const MQTT_TOPICS = ['channels/#', 'orders/#', 'desk/#', 'presence/#'];
const KAFKA_TOPICS = ['channels.demo', 'audit.private-orders', 'members', 'commands'];
const SPECIAL = 'quotes " and \', a backslash \\, tab \t, line\nend, slash /, \u0001, \u2028, é, 日本語, 🚀';

/**
 * Steps of the show, in order: an event to publish, what the other member of the desk does, or a message
 * on a broker's topic that must come back to that member as a client event.
 */
function steps(n, kafka) {
  return [
    {
      channel: 'prices', event: 'tick',
      data: { symbol: 'SLCE', bid: 1e-7, depth: [[1, null], [{ deep: { deeper: [true, false] } }]], n },
    },
    { channel: 'prices', event: 'note', data: `plain text ${n}, not JSON: ${SPECIAL}` },
    // Numbers that a double cannot hold, and spaces, survive only where nothing is re-serialised.
    {
      channel: 'prices', event: 'ids',
      data: `{ "order": 9007199254740993, "sum": 123456789012345678901234567890.10, "n": ${n} }`,
    },
    { channel: 'private-orders', event: 'placed', data: { customer: 'Zoë Ωmega 🚀', note: SPECIAL, n } },
    { channel: 'private-orders', event: 'noted', data: `text ${n}: ${SPECIAL}` },
    { channel: 'presence-desk', event: 'said', data: { text: 'long '.repeat(1600), n } },
    { channel: 'presence-desk', event: 'pusher:member_added', member: 'joins' },
    { channel: 'presence-desk', event: 'client-typing', member: 'types', data: { line: SPECIAL, n } },
    {
      channel: 'presence-desk', event: 'client-lamp', broker: 'mqtt', topic: 'commands/desk/lamp',
      data: { on: true, note: SPECIAL, n },
    },
    ...(kafka ? [{
      channel: 'presence-desk', event: 'client-alarm', broker: 'kafka', topic: 'commands', key: 'desk',
      headers: { event: 'alarm' }, data: { loud: true, note: SPECIAL, n },
    }] : []),
    { channel: 'presence-desk', event: 'pusher:member_removed', member: 'leaves' },
  ];
}

/** The text that a route with format raw forwards. */
function raw({ event, user = 'anna', data }) {
  if (event === 'pusher:member_added') return JSON.stringify({ user_id: user, user_info: { name: user.toUpperCase() } });
  if (event === 'pusher:member_removed') return JSON.stringify({ user_id: user });
  return typeof data === 'string' ? data : JSON.stringify(data);
}

/** What format json makes of a published event; the time and the sequence are the gateway's to say. */
function json(step) {
  const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const { channel, event } = step;
  // The server sends published data as a JSON string, and the token stays as it was sent.
  const kind = event.startsWith('client-') ? 'client' : 'message';
  const known = JSON.stringify({ connection: 'demo', channel, event, kind, data: raw(step) }).slice(0, -1);
  return new RegExp(`^${escape(known)},"received_at":"\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z","sequence":\\d+}$`);
}

/** Every place that one step's event must arrive: where, on which topic and key, with which payload. */
function arrivals(step, kafka) {
  const { channel, event, member, user = 'anna' } = step;
  // The gateway's own client events come back to no route: a server does not echo them to their sender.
  if (step.broker) return [{ sink: 'pusher-js', topic: channel, key: event, payload: raw(step) }];
  const presence = event.startsWith('pusher:');
  const mqtt = (topic, payload) => ({ sink: 'mqtt', topic, key: '', payload });
  const toKafka = (topic, key, payload) => ({ sink: 'kafka', topic, key, payload });
  const found = [];
  if (channel === 'prices') found.push(mqtt(`channels/prices/${event}`, raw(step)));
  if (channel === 'private-orders') found.push(mqtt('orders/demo/private-orders', json(step)));
  if (presence) found.push(mqtt(`presence/presence-desk/${user}`, raw(step)));
  else if (channel === 'presence-desk') found.push(mqtt(`desk/presence-desk/${event}`, raw(step)));
  if (!kafka) return found;
  if (presence) found.push(toKafka('members', `presence-desk/${user}`, raw(step)));
  else found.push(toKafka('channels.demo', channel, raw(step)));
  if (channel === 'private-orders' && !member) found.push(toKafka('audit.private-orders', channel, json(step)));
  return found;
}

/** Nobody does this: the gateway finds itself among the members when it is subscribed. */
const FOUND = { channel: 'presence-desk', event: 'pusher:member_added', user: 'sluice' };

module.exports = { CHANNELS, FOUND, KAFKA_TOPICS, MQTT_TOPICS, arrivals, steps };
