'use strict';
// The real servers of the demo and how each is started, all on free ports of 127.0.0.1.
const { execFileSync } = require('child_process');
const { once } = require('events');
const fs = require('fs');
const http = require('http');
const os = require('os');
const path = require('path');
const { Kafka, logLevel } = require('kafkajs');
const Pusher = require('pusher');
const { answers, freePort } = require('./stage.cjs');

const APP = { id: 'demo', key: 'demo-key', secret: 'demo-secret' };

async function startSoketi(stage, folder) {
  const port = await freePort();
  const config = path.join(folder, 'soketi.json');
  // Dotted keys: a nested object would replace soketi's defaults around it.
  fs.writeFileSync(config, JSON.stringify({
    host: '127.0.0.1', port, 'metrics.port': await freePort(), shutdownGracePeriod: 100,
    'appManager.array.apps': [{ ...APP, enabled: true, maxConnections: -1, enableClientMessages: true }],
  }));
  const server = require.resolve('@soketi/soketi/bin/server.js');
  await stage.start('soketi', [process.execPath, server, 'start', `--config=${config}`],
    { ready: () => answers(port) });
  return port;
}

async function startMosquitto(stage, folder) {
  const port = await freePort();
  const config = path.join(folder, 'mosquitto.conf');
  // It stays the user it was started by: a change of user would undo `setpriv --pdeathsig`.
  const user = os.userInfo().username;
  fs.writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nuser ${user}\n`);
  // Debian keeps it in /usr/sbin, which is not in every user's PATH.
  const PATH = `${process.env.PATH}:/usr/sbin`;
  await stage.start('mosquitto', ['mosquitto', '-c', config],
    { env: { PATH }, ready: () => answers(port) });
  return port;
}

/** One Apache Kafka broker that is its own controller, with `topics` of three partitions each. */
async function startKafka(stage, folder, topics) {
  const jars = path.join(process.env.SLUICE_PARTS, 'kafka');
  if (!fs.existsSync(jars)) throw new Error(`--kafka: no Apache Kafka in ${jars}; see ./dev setup`);
  const [port, controller] = [await freePort(), await freePort()];
  const config = path.join(folder, 'kafka.properties');
  fs.writeFileSync(config, [
    'process.roles=broker,controller', 'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controller}`,
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${port}`, 'controller.listener.names=CONTROLLER',
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    `log.dirs=${path.join(folder, 'kafka')}`, 'offsets.topic.replication.factor=1',
    'transaction.state.log.replication.factor=1', 'transaction.state.log.min.isr=1',
    'group.initial.rebalance.delay.ms=0', 'auto.create.topics.enable=false', '',
  ].join('\n'));
  const java = ['-Xmx512m', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-cp', `${jars}/*`];
  const id = Buffer.from('sluice-demo-0001').toString('base64url');  // a cluster id is 16 bytes
  execFileSync('java', [...java, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', config],
    { stdio: ['ignore', 'ignore', 'pipe'] });

  const kafka = new Kafka({ brokers: [`127.0.0.1:${port}`], logLevel: logLevel.NOTHING });
  const create = async () => {
    if (!await answers(port)) return false;
    const admin = kafka.admin({ retry: { retries: 2 } });
    await admin.connect();
    try {
      await admin.createTopics({
        waitForLeaders: true, topics: topics.map((topic) => ({ topic, numPartitions: 3 })),
      });
    } finally {
      await admin.disconnect();
    }
    return true;
  };
  await stage.start('kafka', ['java', ...java, 'kafka.Kafka', config], { ready: create });
  return { port, kafka };
}

/** The application's auth endpoint: signs every subscription, on the official `pusher` package. */
async function startAuthEndpoint(pusher) {
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const form = new URLSearchParams(body);
    const channel = form.get('channel_name') || '';
    const user = form.get('user') || 'somebody';
    const member = channel.startsWith('presence-')
      ? { user_id: user, user_info: { name: user.toUpperCase() } } : undefined;
    const answer = pusher.authorizeChannel(form.get('socket_id') || '', channel, member);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return `http://127.0.0.1:${server.address().port}/pusher/auth`;
}

async function startSluice(stage, config, env) {
  const port = await freePort();
  const binary = process.env.SLUICE_BINARY || 'build/dev/gateway/app/sluice';
  const admin = `http://127.0.0.1:${port}`;
  const part = await stage.start('sluice', [binary, 'run', config], {
    env: { ...env, ADMIN_ADDRESS: `127.0.0.1:${port}` },
    ready: async () => {
      const [status, body] = await get(`${admin}/readyz`);
      if (status !== 200) throw new Error(`/readyz says ${status} ${body.trim()}`);
      return true;
    },
  });
  return { part, admin };
}

/** The status and the body of a GET. */
async function get(url) {
  const [response] = await once(http.get(url, { agent: false }), 'response');
  let body = '';
  for await (const chunk of response) body += chunk;
  return [response.statusCode, body];
}

function publisher(port) {
  return new Pusher({ appId: APP.id, key: APP.key, secret: APP.secret, host: '127.0.0.1', port, useTLS: false });
}

module.exports = {
  APP, get, publisher, startAuthEndpoint, startKafka, startMosquitto, startSluice, startSoketi,
};
