'use strict';
const net = require('node:net');
const {listen} = require('./listening.cjs');

// A way to a server of 127.0.0.1 that can be cut: what was under way in it is lost. Or it drops all packets in
// silence: nothing passes and nobody is told, and what TCP sends again passes when that is over.

const cables = new Map();

async function lay({id, port}) {
  const sockets = new Set();
  const cable = {sockets, held: false};
  const server = net.createServer((near) => {
    const far = net.connect(port, '127.0.0.1');
    for (const [socket, other] of [[near, far], [far, near]]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.passOn = () => socket.pipe(other);
      if (!cable.held) socket.passOn();
    }
  });
  cables.set(id, cable);
  return {port: await listen(server)};
}

/// Every connection through it breaks now; how many there were.
function cut({id}) {
  const {sockets} = cables.get(id);
  const broken = sockets.size / 2;
  for (const socket of sockets) {
    socket.resetAndDestroy();
  }
  return {broken};
}

/// From now on nothing passes, on connections that stand and on new ones.
function hold({id}) {
  const cable = cables.get(id);
  cable.held = true;
  for (const socket of cable.sockets) {
    socket.unpipe();
    socket.pause();
  }
}

function release({id}) {
  const cable = cables.get(id);
  cable.held = false;
  for (const socket of cable.sockets) {
    socket.passOn();
  }
}

module.exports = {'cable.lay': lay, 'cable.cut': cut, 'cable.hold': hold, 'cable.release': release};
