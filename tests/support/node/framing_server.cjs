'use strict';
const {WebSocketServer} = require('ws');
const {readTable} = require('./framing_notation.cjs');
const {Record} = require('./record.cjs');

// A Channels server that sends each client the frames of one case, the one its app key names, and
// records how the client answers. The handshake, the frames and the reading of the answers are ws'.

const established = JSON.stringify({
  event: 'pusher:connection_established', data: '{"socket_id":"1.1","activity_timeout":120}'});
const subscribed = JSON.stringify({
  event: 'pusher_internal:subscription_succeeded', channel: 'framing', data: '{}'});

/// Behind the frames of every case: who answers this ping has dealt with all of them.
const last = Buffer.from('that was all');
const lastFrame = Buffer.concat([Buffer.from([0x89, last.length]), last]);

const closings = {1005: 'without a code', 1006: 'without a frame'};

const servers = new Map();

/// The last write carries the last frame too: one more, to a client that has already gone, would
/// reset the connection and take what the client said with it.
async function write(socket, {bytes, pieces, hangsUp}) {
  let at = 0;
  for (; at + pieces < bytes.length; at += pieces) {
    await new Promise((written) => socket.write(bytes.subarray(at, at + pieces), written));
  }
  const rest = bytes.subarray(at);
  if (hangsUp) socket.end(rest);
  else socket.write(Buffer.concat([rest, lastFrame]));
}

/// Plays one case; `conclude` is told what the client did, once, when that is certain.
function play(socket, test, conclude) {
  const answer = {pongs: [], closes: 'no'};
  socket.on('error', (error) => { answer.fault = error.message; });
  socket.on('message', (data) => {
    if (JSON.parse(data).event !== 'pusher:subscribe') return;
    socket.send(subscribed);
    write(socket._socket, test);
  });
  socket.on('pong', (data) => {
    if (data.equals(last)) conclude(answer);
    else answer.pongs.push(data.toString('latin1'));
  });
  socket.on('close', (code) => {
    answer.closes = closings[code] ?? code;
    conclude(answer);
  });
  socket.send(established);
}

async function serve({id, file}) {
  const tests = new Map(readTable(file).map((test) => [test.name, test]));
  const named = (request) => tests.get(/\/app\/([^?]+)/.exec(request.url)[1]);
  const answers = new Record();
  const seen = new Set();
  const server = new WebSocketServer({host: '127.0.0.1', port: 0});
  server.on('headers', (headers, request) => {
    for (const [name, value] of Object.entries(named(request).headers)) {
      const at = headers.findIndex((line) => line.startsWith(`${name}:`));
      headers.splice(at < 0 ? headers.length : at, 1, ...(value ? [`${name}: ${value}`] : []));
    }
  });
  server.on('connection', (socket, request) => {
    const test = named(request);
    // A client whose case is over may try again; it is left waiting.
    if (seen.has(test.name)) return socket.on('error', () => {});
    seen.add(test.name);
    let over = false;
    play(socket, test, (answer) => {
      if (!over) answers.add({case: test.name, ...answer});
      over = true;
    });
  });
  await new Promise((listening) => server.on('listening', listening));
  servers.set(id, answers);
  return {
    port: server.address().port,
    cases: [...tests.values()].map(({name, sluice, ws}) => ({name, sluice, ws})),
  };
}

/// How the clients answered, as soon as all have.
function answers({id, from, count, timeout}) {
  return servers.get(id).since(from, count, timeout);
}

module.exports = {'framing.serve': serve, 'framing.answers': answers};
