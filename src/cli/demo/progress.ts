/** Progress bars on a terminal, plain lines elsewhere, nothing when the output is for a program. */
import { MultiBar, Presets, type SingleBar } from 'cli-progress';

export interface Progress {
  say(line: string): void;
  /** Shows how many of `total` are done, one bar per label. */
  show(done: Readonly<Record<string, number>>, total: Readonly<Record<string, number>>): void;
  /** Ends the bars of one step. */
  end(): void;
}

const silent: Progress = { say: () => undefined, show: () => undefined, end: () => undefined };

export function createProgress(quiet: boolean): Progress {
  if (quiet) return silent;
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  if (!process.stdout.isTTY) return { ...silent, say };

  let bars: MultiBar | null = null;
  const byLabel = new Map<string, SingleBar>();
  return {
    say,
    show: (done, total) => {
      bars ??= new MultiBar(
        { format: '  {label} {bar} {value}/{total}', clearOnComplete: false, hideCursor: true },
        Presets.shades_classic,
      );
      for (const [label, size] of Object.entries(total)) {
        const bar = byLabel.get(label) ?? bars.create(size, 0, { label: label.padEnd(10) });
        byLabel.set(label, bar);
        bar.update(done[label] ?? 0);
      }
    },
    end: () => {
      bars?.stop();
      bars = null;
      byLabel.clear();
    },
  };
}
