/**
 * JSON lines: a stable event name plus fields. Names of fields and ids, never values of records, never tokens.
 * `error` = a person must act · `warn` = unusual, handled · `info` = something changed state · `debug` = the rest.
 */
import { pino, type DestinationStream, type LoggerOptions, type Logger as PinoLogger } from 'pino';

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
  const { driverError = ownDriverError(error) } = error as { driverError?: Record<string, unknown> };
  const trace = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  if (!driverError) return { type: error.name, message: error.message, stack: trace.join('\n') };
  const { code, table, column, constraint, routine } = driverError;
  return { type: error.name, code, table, column, constraint, routine, stack: trace.join('\n') };
}

/** Outside TypeORM the driver's errors come bare; only they have a severity. */
const ownDriverError = (error: Error): Record<string, unknown> | undefined =>
  'severity' in error ? (error as Error & Record<string, unknown>) : undefined;

/** Writes to standard error, unless told otherwise: standard output is for people. */
export function createLogger(level: string, destination: DestinationStream = pino.destination(2)): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: secrets,
    serializers: { err: safeError },
    // Pino copies the message of the error under its error key to `msg`, past the serializer: so that key is one of no use.
    errorKey: 'unused',
    hooks: {
      logMethod(args, method) {
        const [first] = args as unknown[];
        method.apply(this, first instanceof Error ? [{ err: first }] : args);
      },
    },
  };
  return pino(options, destination);
}
