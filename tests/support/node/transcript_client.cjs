'use strict';
const Pusher = require('pusher-js');

// pusher-js as the client of transcripts: one instance a transcript, and what it brings to its user.

const clients = new Map();

/// What is an event to pusher-js and a state to the gateway.
const states = ['pusher:subscription_succeeded', 'pusher:subscription_error'];

/// Events of presence channels as they came: pusher-js has made members of them.
function plain(event, data) {
  if (event === 'pusher:member_added') return {user_id: data.id, user_info: data.info};
  if (event === 'pusher:member_removed') return {user_id: data.id};
  return data;
}

/// To the gateway, who is in a snapshot has joined.
function joined(event, data) {
  return event === 'pusher:subscription_succeeded' ? Object.entries(data?.members ?? {}) : [];
}

function watch(channel, events) {
  const emit = channel.emit.bind(channel);
  const note = (event, data) => events.push({channel: channel.name, event, data: data ?? null});
  channel.emit = (event, data, metadata) => {
    for (const [id, info] of joined(event, data)) {
      note('pusher:member_added', {user_id: id, user_info: info});
    }
    if (!states.includes(event)) note(event, plain(event, data));
    return emit(event, data, metadata);
  };
}

/// An error that it throws into its socket ends no browser's page; here it would end the process.
function survive() {
  process.on('uncaughtException', (error) => console.error('thrown by pusher-js:', error.message));
}

/// What comes for the user, and of the watchlist.
function watchUser({user}, events) {
  const note = (channel, event, data) => events.push({channel, event, data: data ?? null});
  user.bind_global((event, data) => note(`#server-to-user-${user.user_data.id}`, event, data));
  user.watchlist.bind_global((event, data) => note('', event, data));
}

function connect({id, port, cases}) {
  survive();
  clients.set(id, cases.map(({name, channels, signs_in: signsIn}) => {
    const endpoint = `http://127.0.0.1:${port}/auth/${name}`;
    const pusher = new Pusher(name, {
      cluster: 'unused',  // mandatory even with wsHost
      wsHost: '127.0.0.1',
      wsPort: port,
      wssPort: port,
      forceTLS: false,
      enabledTransports: ['ws'],
      enableStats: false,
      channelAuthorization: {transport: 'ajax', endpoint},
      userAuthentication: {transport: 'ajax', endpoint},
    });
    pusher.connection.bind('error', () => {});
    const events = [];
    for (const channel of channels) watch(pusher.subscribe(channel), events);
    watchUser(pusher, events);
    if (signsIn) pusher.signin();
    return {name, pusher, events};
  }));
}

/// What each has brought to its user, and which channels are subscribed.
function received({id}) {
  return clients.get(id).map(({name, pusher, events}) => ({
    name,
    events,
    subscribed: pusher.allChannels().filter(({subscribed}) => subscribed).map((each) => each.name),
  }));
}

function disconnect({id}) {
  for (const {pusher} of clients.get(id)) pusher.disconnect();
}

module.exports = {
  'transcripts.connect': connect,
  'transcripts.received': received,
  'transcripts.disconnect': disconnect,
};
