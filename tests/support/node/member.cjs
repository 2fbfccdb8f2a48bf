'use strict';
const {inspect} = require('node:util');
const Pusher = require('pusher-js');
const {Record} = require('./record.cjs');

// Clients of a Channels server through the official client package.

const members = new Map();

function deadline(timeout, what) {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`${what} within ${timeout} ms`)), timeout).unref();
  });
}

function state(pusher, wanted) {
  return new Promise((resolve) => {
    const look = () => {
      if (pusher.connection.state === wanted) {
        pusher.connection.unbind('state_change', look);
        resolve();
      }
    };
    pusher.connection.bind('state_change', look);
    look();
  });
}

async function waitState({id, state: wanted, timeout}) {
  const {pusher} = members.get(id);
  await Promise.race([state(pusher, wanted), deadline(timeout, `${id} is not ${wanted}`)]);
  return {socket_id: pusher.connection.socket_id ?? ''};
}

async function connect({id, port, secure, key, auth, timeout}) {
  const pusher = new Pusher(key, {
    cluster: 'unused',  // mandatory even with wsHost
    wsHost: '127.0.0.1',
    wsPort: port,
    wssPort: port,
    forceTLS: secure,
    enabledTransports: ['ws', 'wss'],
    enableStats: false,
    channelAuthorization: {transport: 'ajax', endpoint: auth.endpoint, params: auth.params},
  });
  members.set(id, {pusher, events: new Record()});
  pusher.connection.bind('error', (error) => {
    console.error(`${id}: connection error: ${inspect(error, {depth: 2, breakLength: Infinity})}`);
  });
  return waitState({id, state: 'connected', timeout});
}

/// Returns when the server has acknowledged; on a presence channel with the members' ids.
async function subscribe({id, channel: name, timeout}) {
  const {pusher, events} = members.get(id);
  const channel = pusher.subscribe(name);
  // Not bind_global: its callbacks are not told the sender.
  const emit = channel.emit.bind(channel);
  channel.emit = (event, data, metadata) => {
    events.add({channel: name, event, data: data ?? null, user_id: metadata?.user_id ?? ''});
    return emit(event, data, metadata);
  };
  const acknowledged = new Promise((resolve, reject) => {
    channel.bind('pusher:subscription_succeeded', resolve);
    channel.bind('pusher:subscription_error', (error) => {
      reject(new Error(`subscription_error on ${name}: ${JSON.stringify(error)}`));
    });
  });
  await Promise.race([acknowledged, deadline(timeout, `${name} is not subscribed`)]);
  return {members: Object.keys(channel.members?.members ?? {})};
}

function unsubscribe({id, channel}) {
  members.get(id).pusher.unsubscribe(channel);
}

function trigger({id, channel: name, event, data}) {
  const channel = members.get(id).pusher.channel(name);
  if (!channel || !channel.trigger(event, data)) {
    throw new Error(`${id} cannot send on ${name}: not connected or not subscribed`);
  }
}

async function events({id, from, count, timeout}) {
  return members.get(id).events.since(from, count, timeout);
}

function disconnect({id}) {
  members.get(id).pusher.disconnect();
  members.delete(id);
}

module.exports = {
  'member.connect': connect,
  'member.wait_state': waitState,
  'member.subscribe': subscribe,
  'member.unsubscribe': unsubscribe,
  'member.trigger': trigger,
  'member.events': events,
  'member.disconnect': disconnect,
};
