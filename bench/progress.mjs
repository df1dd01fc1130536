/** How far a measure is: a bar on a terminal, a line at its start and its end elsewhere. On standard error. */
import { require } from './stage.mjs';

const { Presets, SingleBar } = require('cli-progress');

/** Answers `tell(share, words)` and `end()`. */
export function beginProgress(name) {
  const { stderr } = process;
  const start = performance.now();
  const seconds = () => `${Math.round((performance.now() - start) / 1_000)} s`;
  if (!stderr.isTTY) {
    stderr.write(`${name} …\n`);
    return { tell: () => undefined, end: (words) => stderr.write(`${name} ${words} after ${seconds()}\n`) };
  }
  const format = '{name} {bar} {percentage} %  {words}';
  const bar = new SingleBar(
    { stream: stderr, format, hideCursor: true, clearOnComplete: false },
    Presets.shades_classic,
  );
  bar.start(100, 0, { name: name.padEnd(8), words: '' });
  return {
    tell: (share, words) => bar.update(Math.round(share * 100), { words: words.padEnd(30) }),
    end: (words) => {
      bar.update(100, { words: `${words} after ${seconds()}`.padEnd(30) });
      bar.stop();
    },
  };
}
