'use strict';
const readline = require('node:readline');

// The JavaScript half of the test harness: one request a line on stdin, one answer a line on
// stdout, in any order, matched by `id`. It ends when stdin does, that is, with the test.
//   {"id": 1, "operation": "publisher.trigger", "arguments": {…}}
//   {"id": 1, "result": …}   or   {"id": 1, "error": "…"}

// Packages may log: stdout is for answers only.
console.log = console.error;
console.warn = console.error;

const operations = {
  ...require('./api_endpoint.cjs'),
  ...require('./auth_endpoint.cjs'),
  ...require('./cloud_event.cjs'),
  ...require('./framing_client.cjs'),
  ...require('./framing_server.cjs'),
  ...require('./cable.cjs'),
  ...require('./member.cjs'),
  ...require('./mqtt.cjs'),
  ...require('./mqtt_brokers.cjs'),
  ...require('./publisher.cjs'),
  ...require('./tls_guard.cjs'),
  ...require('./transcript_client.cjs'),
  ...require('./transcript_server.cjs'),
};

async function answer(line) {
  const {id, operation, arguments: given} = JSON.parse(line);
  let reply;
  try {
    reply = {id, result: (await operations[operation](given)) ?? null};
  } catch (error) {
    // The official package keeps the server's answer beside the message.
    const detail = error.body ? ` (${error.status}: ${error.body})` : '';
    reply = {id, error: `${operation}: ${error.message ?? error}${detail}`};
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}

process.on('unhandledRejection', (error) => console.error('unhandled:', error));
readline.createInterface({input: process.stdin})
  .on('line', answer)
  .on('close', () => process.exit(0));
