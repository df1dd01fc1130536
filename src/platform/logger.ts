/**
 * JSON lines: a stable event name plus fields. Names of fields and ids, never values of records, never tokens.
 * `error` = a person must act · `warn` = unusual, handled · `info` = something changed state · `debug` = the rest.
 */
import { pino, type Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;

const secrets = [
  'token',
  'accessToken',
  'authorization',
  'apiKey',
  'password',
  '*.token',
  '*.accessToken',
  '*.authorization',
];

/**
 * An error without values. The database driver puts parameters, rows and details into its errors, and its messages quote
 * what it could not read: of those, only the codes and names that Postgres gives are kept.
 */
function safeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { driverError } = error as { driverError?: Record<string, unknown> };
  const trace = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  if (!driverError) return { type: error.name, message: error.message, stack: trace.join('\n') };
  const { code, table, column, constraint, routine } = driverError;
  return { type: error.name, code, table, column, constraint, routine, stack: trace.join('\n') };
}

/** Writes to standard error: standard output is for people. */
export function createLogger(level: string): Logger {
  return pino(
    { serializers: { err: safeError }, level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: secrets },
    pino.destination(2),
  );
}
