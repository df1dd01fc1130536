import type { Logger } from '../platform/logger';

/**
 * An error that nobody has caught ends the process, as it does anyway. But node would print it with all that hangs on it,
 * and on an error of the database driver hang the statement's parameters: names and addresses of people.
 */
export function endOnBug(logger: Logger): void {
  process.on('uncaughtException', (error) => {
    logger.fatal({ event: 'process.failed', err: error });
    process.exit(1);
  });
}
