/** Ctrl-C and SIGTERM: finish what is in hand, then end. A second signal ends at once. */

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
}
