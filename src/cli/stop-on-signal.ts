/** Ctrl-C and SIGTERM: finish what is in hand, then end. A second signal ends at once. */
import { startedByNpm } from '../platform/config';

/** A stop that takes longer is cut: a call to a CRM ends at its deadline of 15 s. */
const stopWithinMs = 30_000;

export function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`stopping failed: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  whenOrphaned(() => process.exit(1));
}

/** Quicker than the next start, which would find the port taken. */
const orphanCheckMs = 200;

/**
 * npm 11 ends at a SIGTERM without passing it on (seen with 11.19), and at a SIGKILL of course: what it ran would be left
 * behind. Acts when npm, our parent, is gone. A crash at any moment loses nothing, so ending at once is safe.
 */
export function whenOrphaned(act: () => void): void {
  if (!startedByNpm()) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) act();
  }, orphanCheckMs).unref();
}
