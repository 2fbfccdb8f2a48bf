'use strict';
const WebSocket = require('ws');

// ws as a client of the framing server: what another implementation makes of the same bytes.

const subscribe = JSON.stringify({event: 'pusher:subscribe', data: {channel: 'framing'}});

/// Counts as the gateway does.
function take(got, data, isBinary) {
  if (isBinary) {
    got.ignored += 1;
    return;
  }
  let message;
  try {
    message = JSON.parse(data);
  } catch {
    // counted below
  }
  if (typeof message?.event !== 'string') got.malformed += 1;
  else if (message.event === 'e') got.events.push(message.data);
}

const received = new Map();

/// One client for each case. What they received is complete when the server has all answers.
function connect({id, port, cases, limit}) {
  received.set(id, cases.map((name) => {
    const got = {case: name, events: [], malformed: 0, ignored: 0};
    // The extension would be offered without being asked for.
    const socket = new WebSocket(`ws://127.0.0.1:${port}/app/${name}`,
      {maxPayload: limit, perMessageDeflate: false});
    socket.on('open', () => socket.send(subscribe));
    socket.on('message', (data, isBinary) => take(got, data, isBinary));
    socket.on('error', () => {});  // the server sees how it ends
    return got;
  }));
}

function items({id}) {
  return received.get(id);
}

module.exports = {'framing.connect': connect, 'framing.received': items};
