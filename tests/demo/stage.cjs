'use strict';
// The processes a demo runs on: each in a process group of its own, its output in a log, all of them
// gone when the demo is gone.
const { spawn } = require('child_process');
const { once } = require('events');
const fs = require('fs');
const net = require('net');
const path = require('path');

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A TCP port of 127.0.0.1 that nobody listens on now. */
async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Whether something accepts connections on this port of 127.0.0.1. */
async function answers(port) {
  const socket = net.connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Resolves when `check` says yes (false or an exception is a no); rejects after `seconds`. */
async function until(what, check, seconds = 60) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    let reason = '';
    const ready = await Promise.resolve().then(check).catch((error) => {
      reason = `: ${error.message}`;
      return false;
    });
    if (ready) return;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} s${reason}`);
    await pause(100);
  }
}

class Part {
  constructor(name, log, child) {
    this.name = name;
    this.log = log;
    this.child = child;
    this.exit = once(child, 'exit').then(([code, signal]) => (this.ended = signal || `code ${code}`));
    this.exit.catch((error) => (this.ended = error.message));
  }

  tail() {
    const text = fs.readFileSync(this.log, 'utf8').trimEnd() || '(it said nothing)';
    const lines = text.split('\n').slice(-20);
    return lines.map((line) => `  | ${line}`).join('\n') + `\n  the whole log: ${this.log}`;
  }

  signal(name) {
    try {
      process.kill(-this.child.pid, name);
    } catch {
      // The group is empty already.
    }
  }

  /** Asks it to end, then insists; resolves to how it ended. */
  async stop(seconds = 15) {
    this.signal('SIGTERM');
    await Promise.race([this.exit, pause(seconds * 1000)]);
    this.signal('SIGKILL');
    return this.exit;
  }
}

class Stage {
  constructor(logs, prefix = 'demo') {
    this.logs = logs;
    this.prefix = prefix;
    this.parts = [];
    this.over = false;
    fs.mkdirSync(logs, { recursive: true });
  }

  /**
   * Starts a command and waits until `ready` says so. `setpriv` lets the kernel end it when the demo
   * is killed without a chance to tidy up.
   */
  async start(name, command, { env = {}, ready, seconds }) {
    if (this.over) throw new Error(`${name} is not started any more`);
    const log = path.join(this.logs, `${this.prefix}-${name}.log`);
    const output = fs.openSync(log, 'w');
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], {
      detached: true, stdio: ['ignore', output, output], env: { ...process.env, ...env },
    });
    fs.closeSync(output);
    const part = new Part(name, log, child);
    this.parts.push(part);
    try {
      await until(name, () => {
        if (part.ended) return true;
        return ready();
      }, seconds);
      if (part.ended) throw new Error(`${name} ended with ${part.ended}`);
    } catch (error) {
      throw new Error(`${error.message}\n${part.tail()}`);
    }
    return part;
  }

  /** Rejects as soon as a part ends that should be running. */
  async watch() {
    await Promise.race(this.parts.map((part) => part.exit));
    const part = this.parts.find(({ ended }) => ended);
    throw new Error(`${part.name} ended with ${part.ended}\n${part.tail()}`);
  }

  /** The last one started ends first: the gateway before its servers. */
  async stop() {
    this.over = true;
    for (const part of this.parts.splice(0).reverse()) await part.stop();
  }

  kill() {
    for (const part of this.parts) part.signal('SIGKILL');
  }
}

module.exports = { Stage, answers, freePort, pause, until };
