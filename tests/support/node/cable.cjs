'use strict';
const net = require('node:net');
const {listen} = require('./listening.cjs');

// A way to a server of 127.0.0.1 that can be cut: what was under way in it is lost. Or it drops all packets in
// silence: nothing passes and nobody is told, and what TCP sends again passes when that is over. Or it is a bad one:
// slow, narrow, or in small segments.

const cables = new Map();
const perfect = {latency: 0, rate: Infinity, slice: Infinity};
const roomBytes = 65536;  // what may be under way in one direction

/// One direction of a connection.
class Lane {
  constructor(cable, from, to) {
    Object.assign(this, {cable, from, to, waiting: [], bytes: 0, next: 0, ended: false});
    from.setNoDelay(true);
    from.on('data', (bytes) => this.take(bytes));
    from.on('error', () => {});
    from.on('close', () => {
      this.ended = true;
      this.pass();
    });
    to.on('drain', () => this.pass());
    cable.lanes.add(this);
    this.pass();
  }

  take(bytes) {
    this.waiting.push({bytes, due: performance.now() + this.cable.quality.latency});
    this.bytes += bytes.length;
    this.pass();
  }

  /// Passes on what is due, and comes again when more will be.
  pass() {
    clearTimeout(this.timer);
    while (!this.cable.held && this.waiting.length > 0 && !this.to.writableNeedDrain) {
      const now = performance.now();
      const due = Math.max(this.waiting[0].due, this.next);
      if (due > now) {
        this.timer = setTimeout(() => this.pass(), due - now);
        break;
      }
      const piece = this.piece();
      this.next = now + (piece.length * 1000) / this.cable.quality.rate;
      this.to.write(piece);
    }
    if (this.ended && this.waiting.length === 0) this.end();
    if (this.cable.held || this.bytes >= roomBytes) this.from.pause();
    else this.from.resume();
  }

  /// The next bytes that go out together: on a narrow way no more than it carries in 20 ms.
  piece() {
    const {slice, rate} = this.cable.quality;
    const size = Math.max(1, Math.min(slice, Math.floor(rate / 50)));
    const first = this.waiting[0];
    const piece = first.bytes.subarray(0, size);
    first.bytes = first.bytes.subarray(size);
    if (first.bytes.length === 0) this.waiting.shift();
    this.bytes -= piece.length;
    return piece;
  }

  end() {
    this.cable.lanes.delete(this);
    this.to.destroy();
  }

  reset() {
    this.waiting = [];
    this.from.resetAndDestroy();
  }
}

async function lay({id, port}) {
  const cable = {lanes: new Set(), held: false, quality: perfect};
  const server = net.createServer((near) => {
    const far = net.connect(port, '127.0.0.1');
    new Lane(cable, near, far);
    new Lane(cable, far, near);
  });
  cables.set(id, cable);
  return {port: await listen(server)};
}

/// Every connection through it breaks now; how many there were.
function cut({id}) {
  const {lanes} = cables.get(id);
  const broken = lanes.size / 2;
  for (const lane of [...lanes]) lane.reset();
  return {broken};
}

/// From now on nothing passes, on connections that stand and on new ones.
function hold({id}) {
  change(id, {held: true});
}

function release({id}) {
  change(id, {held: false});
}

/// What is not named is perfect: `latency` in ms one way, `rate` in bytes a second, `slice` bytes a segment.
function be({id, quality}) {
  change(id, {quality: {...perfect, ...quality}});
}

function change(id, what) {
  const cable = cables.get(id);
  Object.assign(cable, what);
  for (const lane of cable.lanes) lane.pass();
}

module.exports = {'cable.lay': lay, 'cable.cut': cut, 'cable.hold': hold, 'cable.release': release, 'cable.be': be};
