'use strict';
const net = require('node:net');
const {listen} = require('./listening.cjs');

// A way to a server of 127.0.0.1 that can be cut: what was under way in it is lost.

const cables = new Map();

async function lay({id, port}) {
  const sockets = new Set();
  const server = net.createServer((near) => {
    const far = net.connect(port, '127.0.0.1');
    for (const [socket, other] of [[near, far], [far, near]]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  cables.set(id, sockets);
  return {port: await listen(server)};
}

/// Every connection through it breaks now; how many there were.
function cut({id}) {
  const broken = cables.get(id).size / 2;
  for (const socket of cables.get(id)) {
    socket.resetAndDestroy();
  }
  return {broken};
}

module.exports = {'cable.lay': lay, 'cable.cut': cut};
