'use strict';
const http = require('node:http');
const {WebSocketServer} = require('ws');
const {bodyOf, listen} = require('./listening.cjs');
const {Record} = require('./record.cjs');

// A Channels server, and an authorisation endpoint, that play the server's side of transcripts: the
// app key says which. The client's side of a transcript is only waited for; what it must be is for
// others to say.

/// Throws when it takes longer.
function within(timeout, promise, what) {
  let timer;
  const over = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), timeout);
  });
  return Promise.race([promise, over]).finally(() => clearTimeout(timer));
}

/// What happens, in order, and whoever waits for some of it.
class Queue {
  constructor() {
    this.items = [];
    this.look = () => {};
  }

  push(item) {
    this.items.push(item);
    this.look();
  }

  /// Takes the first that is wanted, as soon as there is one.
  take(wanted) {
    return new Promise((resolve) => {
      this.look = () => {
        const at = this.items.findIndex(wanted);
        if (at < 0) return;
        this.look = () => {};
        resolve(this.items.splice(at, 1)[0]);
      };
      this.look();
    });
  }
}

const always = () => true;

/// One transcript on its way: the connections of its client, and what the client says.
class Play {
  constructor({name, steps}, patience) {
    this.name = name;
    this.steps = steps;
    this.patience = patience;
    this.dials = new Queue();
    this.requests = new Queue();
  }

  next(queue, wanted, what) {
    return within(this.patience, queue.take(wanted), what);
  }

  end() {
    return within(this.patience, this.closed, 'the end of the connection');
  }

  async stand() {
    const socket = await this.next(this.dials, always, 'a connection');
    this.socket = socket;
    this.messages = new Queue();
    this.closed = new Promise((resolve) => { socket.on('close', resolve); });
    socket.on('message', (data) => this.messages.push(JSON.parse(data)));
    socket.on('error', () => {});
  }

  async hear(text) {
    const {event, channel, data} = JSON.parse(text);
    const about = channel ?? data?.channel;
    await this.next(this.messages, (message) => message.event === event &&
      (message.channel ?? message.data?.channel) === about, text);
  }

  async answer(text) {
    const [, channel, status, body] = /^(\S+) (\d+) (.*)$/s.exec(text);
    const {response} = await this.next(
      this.requests, (request) => request.channel === channel, `a request for ${channel}`);
    response.writeHead(Number(status), {'content-type': 'application/json'});
    response.end(body);
  }

  close(how) {
    if (how === 'broken') this.socket.terminate();
    else if (how === 'without a code') this.socket.close();
    // 1005 and 1006 stand for a frame without a code and for none.
    else if (how === '1006') this.socket.terminate();
    else this.socket.close(Number(how));
    return this.end();
  }

  async step({word, text}) {
    if (word === '@') await this.stand();
    else if (word === '<') this.socket.send(text);
    else if (word === '~') this.socket.ping();
    else if (word === '>') await this.hear(text);
    else if (word === 'answer') await this.answer(text);
    else if (word === '!') await this.close(text);
    else if (word === 'hangs') await this.end();
  }

  /// Whoever answers this ping, or has gone, has dealt with all that was sent.
  async settle() {
    if (this.socket.readyState !== this.socket.OPEN) return;
    this.socket.send('{"event":"pusher:ping","data":{}}');
    const pong = this.messages.take((message) => message.event === 'pusher:pong');
    await within(this.patience, Promise.race([pong, this.closed]), 'a pong');
  }

  async perform() {
    for (const step of this.steps) await this.step(step);
    await this.settle();
  }
}

const servers = new Map();

/// The last part of the path is the transcript's name.
function named(plays, request) {
  return plays.get(/\/([^/?]+)(\?.*)?$/.exec(request.url)[1]);
}

/// Starts to play all of them, each as soon as its client comes.
async function serve({id, transcripts, patience}) {
  const plays = new Map(transcripts.map((each) => [each.name, new Play(each, patience)]));
  const finished = new Record();
  const server = http.createServer(async (request, response) => {
    const channel = new URLSearchParams(await bodyOf(request)).get('channel_name') ?? 'user';
    named(plays, request).requests.push({channel, response});
  });
  const sockets = new WebSocketServer({server});
  sockets.on('connection', (socket, request) => named(plays, request).dials.push(socket));
  const port = await listen(server);
  for (const play of plays.values()) {
    play.perform().then(
      () => finished.add({name: play.name}),
      (error) => finished.add({name: play.name, stuck: error.message}));
  }
  servers.set(id, finished);
  return {port};
}

/// The transcripts that have come to their end, and where those that did not are stuck.
function finished({id, from, count, timeout}) {
  return servers.get(id).since(from, count, timeout);
}

module.exports = {'transcripts.serve': serve, 'transcripts.finished': finished};
