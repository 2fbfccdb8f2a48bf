'use strict';
// ./dev bench: runs one measurement and prints its table. Nothing is asserted.
const fs = require('fs');
const os = require('os');
const path = require('path');
const { idle } = require('./idle.cjs');
const { journal } = require('./journal.cjs');
const { saturation } = require('./saturation.cjs');
const { Stage } = require('../demo/stage.cjs');

const BENCHES = {
  saturation: {
    run: saturation,
    options: { brokers: 'mock,real', rounds: 3, events: 2_000_000, 'incumbent-events': 250_000, only: '' },
  },
  journal: {
    run: journal,
    options: {
      brokers: 'mock', shapes: 'paced,saturated', rounds: 5, events: 1_000_000, warmups: 2, rate: 100_000, folder: '',
    },
  },
  idle: { run: idle, options: { rounds: 3, connections: 1000 } },
};

/** `--name=value …` over a bench's defaults. */
function readOptions(bench, words) {
  const options = { ...BENCHES[bench].options };
  for (const word of words) {
    const [, name, value] = word.match(/^--([a-z-]+)=(.+)$/) || [];
    if (!(name in options)) {
      const known = Object.keys(options).map((each) => `--${each}=…`);
      throw new Error(`bench ${bench}: unknown option ${word}; there are ${known.join(' ')}`);
    }
    options[name] = typeof options[name] === 'number' ? Number(value) : value;
    if (Number.isNaN(options[name])) throw new Error(`bench ${bench}: ${word} is not a number`);
  }
  return options;
}

async function main() {
  const [name, ...words] = process.argv.slice(2);
  if (!(name in BENCHES)) throw new Error(`bench: unknown name ${name}; there are ${Object.keys(BENCHES).join(', ')}`);
  const options = readOptions(name, words);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-bench-'));
  const stages = [];
  /** Gives `act` a stage for its processes, and clears it afterwards. */
  const onStage = async (act) => {
    const stage = new Stage(folder, 'bench');
    stages.push(stage);
    await act(stage, folder);
    await stage.stop();
  };
  process.on('exit', () => {
    for (const stage of stages) stage.kill();
    fs.rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
  const repeat = Object.entries(options).filter(([, value]) => value !== '').map(([key, value]) => `--${key}=${value}`);
  process.stdout.write(`./dev bench ${name} ${repeat.join(' ')}\n`);
  await BENCHES[name].run(onStage, options);
  process.exit(0);
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
