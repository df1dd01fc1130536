/** Runs the service until a signal: what `npm start` and `tandem start` do. */
import { ConfigProblems, readConfig } from '../platform/config';
import { describe, startService } from './start';
import { stopOnSignal } from './stop-on-signal';

export async function run(): Promise<void> {
  try {
    const service = await startService(readConfig());
    process.stdout.write(describe(service));
    stopOnSignal(() => service.stop());
  } catch (error) {
    const known = error instanceof ConfigProblems || !(error instanceof Error);
    process.stderr.write(`${known ? String(error).replace(/^ConfigProblems: /, '') : error.message}\n`);
    process.exit(1);
  }
}
