/** Runs the service until a signal: what `npm start` and `tandem start` do. */
import { ConfigProblems, readConfig } from '../platform/config';
import { createLogger } from '../platform/logger';
import { endOnBug } from './end-on-bug';
import { describe, startService } from './start';
import { stopOnSignal } from './stop-on-signal';

export async function run(): Promise<void> {
  try {
    const config = readConfig();
    endOnBug(createLogger(config.logLevel));
    const service = await startService(config);
    // First the handlers: whoever has read that it runs may stop it.
    stopOnSignal(() => service.stop());
    process.stdout.write(describe(service));
  } catch (error) {
    const known = error instanceof ConfigProblems || !(error instanceof Error);
    process.stderr.write(`${known ? String(error).replace(/^ConfigProblems: /, '') : error.message}\n`);
    process.exit(1);
  }
}
