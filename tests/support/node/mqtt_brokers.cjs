'use strict';
const net = require('node:net');
const listening = require('./listening.cjs');

// Brokers of MQTT 5 that do things for which Mosquitto has no setting. Each call answers with a port.

/// A broker that takes a client and soon says that another has taken its place.
async function evict() {
  const server = net.createServer((socket) => {
    const connack = [0x20, 3, 0, 0, 0];
    const disconnect = [0xe0, 2, 0x8e, 0];
    socket.once('data', () => socket.end(Buffer.from([...connack, ...disconnect])));
    socket.on('error', () => {});
  });
  return listening.listen(server);
}

/// What ends the connection of a client that subscribes to the filter at selective(); 0: nothing.
function forbidden(filter) {
  if (filter.startsWith('$share/')) return 0x9e;
  return /[+#]/.test(filter) ? 0xa2 : 0;
}

/// The answer of selective() to one packet of a client.
function selective_answer(packet) {
  const connect = 0x10, subscribe = 0x82;
  if (packet[0] === connect) return [0x20, 7, 0, 0, 4, 0x28, 0, 0x2a, 0];
  if (packet[0] !== subscribe) return [];
  const id = packet.subarray(2, 4);
  const topic = packet.subarray(5, -1);  // after the length of no properties, before the options
  const reason = forbidden(topic.toString('utf8', 2));
  if (reason) return [0xe0, 2, reason, 0];
  return [0x90, 4, ...id, 0, 0, 0x30, topic.length + 2, ...topic, 0, 0x76];
}

/// A broker that answers each packet of a client with the bytes of `answer(packet, socket)`. All
/// packets are shorter than 128 bytes.
function serve(answer) {
  const server = net.createServer((socket) => {
    let held = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      held = Buffer.concat([held, bytes]);
      while (held.length >= 2 && held.length >= 2 + held[1]) {
        const end = 2 + held[1];
        socket.write(Buffer.from(answer(held.subarray(0, end), socket)));
        held = held.subarray(end);
      }
    });
    socket.on('error', () => {});
  });
  return listening.listen(server);
}

/// A broker that has neither wildcards nor shared subscriptions. It says so, and ends the
/// connection of a client that subscribes to one all the same. To each other subscription it sends
/// the message "v".
async function selective() {
  return serve(selective_answer);
}

/// For each port of dutiful(): settled when a client has left.
const left = new Map();

/// A broker that waits for `count` messages of QoS 1. It acknowledges them all at once and then
/// says that it shuts down, but leaves it to the client to close the connection.
async function dutiful({count}) {
  const acknowledgements = [];
  let leave;
  const leaving = new Promise((resolve) => leave = resolve);
  const port = await serve((packet, socket) => {
    const connect = 0x10, publish = 0x32;
    if (packet[0] === connect) {
      socket.once('end', leave);
      return [0x20, 3, 0, 0, 0];
    }
    if (packet[0] !== publish) return [];
    const topic_end = 4 + packet.readUInt16BE(2);
    acknowledgements.push(0x40, 2, packet[topic_end], packet[topic_end + 1]);
    if (acknowledgements.length < 4 * count) return [];
    return [...acknowledgements, 0xe0, 2, 0x8b, 0];
  });
  left.set(port, leaving);
  return port;
}

/// Returns when a client of dutiful() has closed its connection, hence has read everything.
async function wait_left({port}) {
  await left.get(port);
}

module.exports = {
  'mqtt.dutiful': dutiful,
  'mqtt.evict': evict,
  'mqtt.selective': selective,
  'mqtt.wait_left': wait_left,
};
