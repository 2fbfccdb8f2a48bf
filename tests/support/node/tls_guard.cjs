'use strict';
const fs = require('node:fs');
const net = require('node:net');
const tls = require('node:tls');
const {listen} = require('./listening.cjs');
const {Record} = require('./record.cjs');

// Stands before a server of 127.0.0.1 that speaks no TLS: lets those in who show a certificate of its authority,
// takes down their names and passes on what both say.

const guards = new Map();

function context({certificate, ca}) {
  return {
    cert: fs.readFileSync(certificate.cert),
    key: fs.readFileSync(certificate.key),
    ca: fs.readFileSync(ca),
  };
}

function pass(near, far) {
  near.on('error', () => far.destroy());
  near.on('close', () => far.destroy());
  near.pipe(far);
}

async function post({id, port, certificate, ca}) {
  const guard = {clients: new Record(), sockets: new Set()};
  const options = {...context({certificate, ca}), requestCert: true, rejectUnauthorized: true};
  guard.server = tls.createServer(options, (near) => {
    guard.clients.add(near.getPeerCertificate().subject.CN);
    guard.sockets.add(near);
    near.on('close', () => guard.sockets.delete(near));
    const far = net.connect(port, '127.0.0.1');
    pass(near, far);
    pass(far, near);
  });
  guards.set(id, guard);
  return {port: await listen(guard.server)};
}

/// From now on it shows this certificate, and asks for those of this authority. Who is in stays.
function change({id, certificate, ca}) {
  guards.get(id).server.setSecureContext(context({certificate, ca}));
}

/// Breaks the connections of all who are in.
function clear({id}) {
  for (const socket of guards.get(id).sockets) socket.destroy();
}

async function clients({id, from, count, timeout}) {
  return guards.get(id).clients.since(from, count, timeout);
}

module.exports = {
  'tls_guard.post': post,
  'tls_guard.change': change,
  'tls_guard.clear': clear,
  'tls_guard.clients': clients,
};
