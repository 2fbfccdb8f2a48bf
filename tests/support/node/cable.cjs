'use strict';
const {once} = require('node:events');
const net = require('node:net');

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
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cables.set(id, sockets);
  return {port: server.address().port};
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
