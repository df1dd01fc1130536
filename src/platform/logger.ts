/**
 * JSON lines: a stable event name plus fields. Names of fields and ids, never values of records, never tokens.
 * `error` = a person must act · `warn` = unusual, handled · `info` = something changed state · `debug` = the rest.
 */
import { types } from 'node:util';
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
 * what it could not read: of those, only the codes and names that Postgres gives are kept. Messages of the language and
 * of node quote values too; of those only what is known to quote none.
 */
function safeError(error: unknown): object {
  if (!types.isNativeError(error)) return { type: typeof error };
  const { driverError = ownDriverError(error) } = error as { driverError?: Record<string, unknown> };
  const trace = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  if (!driverError) return { type: error.name, ...said(error), stack: trace.join('\n') };
  const { code, table, column, constraint, routine } = driverError;
  return { type: error.name, code, table, column, constraint, routine, stack: trace.join('\n') };
}

/** `Unexpected token 'A', "Ada Love"… is not valid JSON`, `Cannot use 'in' operator to search for 'x' in ada@…`. */
const quoting = new Set(['SyntaxError', 'TypeError', 'RangeError', 'URIError']);
/** The usual mistakes, which name a property at most: without them a log is of little use. */
const harmless =
  /^(Cannot (read|set) properties of (undefined|null) \((reading|setting) '\w+'\)|[\w.()]+ is not (a function|a constructor|iterable)|fetch failed|Invalid time value)$/;

function said(error: Error): object {
  const { code } = error as { code?: unknown };
  // Node's own say what was wrong in their code, and quote it in their message: ERR_INVALID_ARG_TYPE … Received 'Ada'.
  const named = typeof code === 'string' ? { code } : {};
  const ofNode = typeof code === 'string' && code.startsWith('ERR_');
  const withheld = ofNode || (quoting.has(error.name) && !harmless.test(error.message));
  return { ...named, message: withheld ? '(withheld: it may quote a value)' : error.message };
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
        method.apply(this, types.isNativeError(first) ? [{ err: first }] : args);
      },
    },
  };
  return pino(options, destination);
}
