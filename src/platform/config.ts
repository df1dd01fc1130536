/**
 * Settings. The only reader of `process.env`: all mistakes are reported together, by name and never by value, before
 * anything connects. Behind it stands a frozen plain object, of which each part gets its slice.
 */
import 'reflect-metadata';
import { plainToInstance, Transform } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
  ValidateBy,
  validateSync,
} from 'class-validator';
import { resolve } from 'node:path';

export const roles = ['api', 'worker', 'scheduler'] as const;
export type Role = (typeof roles)[number];

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

const toInt = Transform(({ value }: { value: unknown }) => (/^-?\d+$/.test(String(value)) ? Number(value) : value));
const postgresUrl = { protocols: ['postgres', 'postgresql'], require_tld: false, require_protocol: true };
/** `https://host`, `http://host:8080`, `http://[::1]:8080`: no path, no user. */
export const isOrigin = (text: string): boolean => /^https?:\/\/[^\s/\\?#@]+\/?$/i.test(text) && URL.canParse(text);
const isOriginList = (value: unknown): boolean => String(value).split(',').every(isOrigin);
const plainUrl = { protocols: ['http', 'https'], require_tld: false, require_protocol: true };

/** What `TANDEM_SANDBOX` may say, and what then comes up. */
const ownSandboxes = {
  hubspot: ['hubspot'],
  salesforce: ['salesforce'],
  both: ['hubspot', 'salesforce'],
  '1': ['hubspot'],
  '0': [],
} as const;

/**
 * The environment as it is written, one field per setting; `.env.example` lists them all and a test compares. Of several
 * rules the last is judged first: what is no number is not called too great.
 */
export class Environment {
  @toInt @Max(65_535) @Min(0) @IsInt() PORT = 4000;
  @IsString() @MinLength(1) HOST = '127.0.0.1';
  @IsString() @MinLength(1) DATA_DIR = './.tandem';
  @IsOptional() @IsUrl(postgresUrl, { message: 'must be a postgres:// URL' }) DATABASE_URL?: string;
  @IsOptional() @IsUrl(postgresUrl, { message: 'must be a postgres:// URL' }) DATABASE_OWNER_URL?: string;
  @IsOptional() @MinLength(32, { message: 'must have at least 32 characters' }) SECRET_KEY?: string;
  @IsOptional() @MinLength(32, { message: 'must have at least 32 characters' }) SECRET_KEY_PREVIOUS?: string;
  @IsOptional()
  @ValidateBy(
    { name: 'isOriginList', validator: { validate: isOriginList } },
    { message: 'must be a list of origins like https://crm.example.com' },
  )
  CRM_URLS?: string;
  @IsOptional()
  @ValidateBy(
    { name: 'isOriginList', validator: { validate: isOriginList } },
    { message: 'must be a list of origins like https://orders.internal' },
  )
  DESTINATION_URLS?: string;
  @IsOptional()
  @Matches(/^[\x21-\x7e]+$/, { message: 'must be visible ASCII without blanks' })
  HUBSPOT_CLIENT_ID?: string;
  @IsOptional()
  @Matches(/^[\x21-\x7e]+$/, { message: 'must be visible ASCII without blanks' })
  HUBSPOT_CLIENT_SECRET?: string;
  @IsOptional()
  @Matches(/^[1-9]\d{0,14}$/, { message: 'must be a number, as HubSpot shows it' })
  HUBSPOT_APP_ID?: string;
  @IsOptional()
  @Matches(/^[\x21-\x7e]+$/, { message: 'must be visible ASCII without blanks' })
  HUBSPOT_DEVELOPER_KEY?: string;
  @ValidateBy(
    { name: 'isOrigin', validator: { validate: (value) => isOrigin(String(value)) } },
    { message: 'must be an origin like https://api.hubapi.com' },
  )
  HUBSPOT_APP_URL = 'https://api.hubapi.com';
  @IsOptional()
  @Matches(/^[\x21-\x7e]+$/, { message: 'must be visible ASCII without blanks' })
  SALESFORCE_CLIENT_ID?: string;
  @IsOptional()
  @Matches(/^[\x21-\x7e]+$/, { message: 'must be visible ASCII without blanks' })
  SALESFORCE_CLIENT_SECRET?: string;
  @toInt @Max(1_000_000_000) @Min(1) @IsInt() SALESFORCE_BULK_FROM = 2_000;
  @toInt @Max(86_400) @Min(60) @IsInt() DESCRIBE_SECONDS = 3_600;
  @Matches(/^(api|worker|scheduler)(,(api|worker|scheduler))*$/, {
    message: 'must be a list out of api,worker,scheduler',
  })
  ROLES = roles.join(',');
  @IsOptional() @IsUrl(plainUrl, { message: 'must be an http(s):// URL' }) PUBLIC_URL?: string;
  @IsOptional() @IsIn(Object.keys(ownSandboxes)) TANDEM_SANDBOX?: keyof typeof ownSandboxes;
  @IsOptional() @IsUrl(plainUrl, { message: 'must be an http(s):// URL' }) TANDEM_CLOCK?: string;
  @toInt @Max(3600) @Min(5) @IsInt() LEASE_SECONDS = 60;
  @toInt @Max(100) @Min(1) @IsInt() CALL_DEADLINE_SECONDS = 15;
  @toInt @Max(1_000_000) @Min(1) @IsInt() REQUESTS_PER_SECOND = 10_000;
  @IsIn(logLevels) LOG_LEVEL = 'info';
  @IsOptional()
  @Matches(/^[\x21-\x7e]{32,}$/, { message: 'must have at least 32 characters, all of them visible ASCII' })
  METRICS_TOKEN?: string;
}

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** Null: the embedded Postgres in the data folder. */
  readonly databaseUrl: string | null;
  /** Null: the schema is migrated elsewhere, and a start with pending schema migrations is refused. */
  readonly databaseOwnerUrl: string | null;
  /** Null on the embedded database: one is generated into the data folder. */
  readonly secretKey: string | null;
  /** Opens what was sealed before `secretKey` took its place; null when there is none. */
  readonly previousSecretKey: string | null;
  /** Where the API may connect to, besides the CRMs' own addresses. */
  readonly crmUrls: readonly string[];
  /** Where changes may be sent, besides public addresses with TLS. */
  readonly destinationUrls: readonly string[];
  /** Our app at HubSpot, in whose name tokens are refreshed; null when there is none. */
  readonly hubspotApp: { readonly clientId: string; readonly clientSecret: string } | null;
  /** Our app at Salesforce, likewise. */
  readonly salesforceApp: { readonly clientId: string; readonly clientSecret: string } | null;
  /** So many rows of one object go by Salesforce's Bulk API. */
  readonly salesforceBulkFrom: number;
  /** What lets us manage what our app at HubSpot is told, and where that is done; null when its webhooks are a person's. */
  readonly hubspotDeveloper: { readonly appId: number; readonly key: string; readonly baseUrl: string } | null;
  /**
   * What stands before the paths of this service when others call it, without a slash at its end: webhooks are signed with
   * it. Null: they call it as it listens.
   */
  readonly publicUrl: string | null;
  readonly roles: readonly Role[];
  /** The CRMs in a box that come up with the service. */
  readonly sandboxes: readonly ('hubspot' | 'salesforce')[];
  readonly clockUrl: string | null;
  readonly leaseMs: number;
  readonly callDeadlineMs: number;
  /** How old what a CRM says of its properties may be that values are judged by. */
  readonly describeSeconds: number;
  /** Of each API key that has no limit of its own. */
  readonly requestsPerSecond: number;
  readonly logLevel: string;
  /** Null: metrics are for callers on this machine. */
  readonly metricsToken: string | null;
}

/** Every mistake at once, each with the name of its setting. */
export class ConfigProblems extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      `Tandem cannot start, ${problems.length === 1 ? 'a setting is' : 'settings are'} wrong:\n  ${problems.join('\n  ')}`,
    );
    this.name = 'ConfigProblems';
  }
}

const pairs = [
  ['HUBSPOT_CLIENT_ID', 'HUBSPOT_CLIENT_SECRET'],
  ['SALESFORCE_CLIENT_ID', 'SALESFORCE_CLIENT_SECRET'],
  ['HUBSPOT_APP_ID', 'HUBSPOT_DEVELOPER_KEY'],
] as const;

function halves(environment: Environment): string[] {
  return pairs
    .filter(([one, other]) => (environment[one] === undefined) !== (environment[other] === undefined))
    .map(([one, other]) => `${one} and ${other} belong together: set both, or neither`);
}

/** Settings that depend on each other. */
function crossProblems(environment: Environment): string[] {
  const problems: string[] = [];
  if (environment.DATABASE_URL !== undefined && environment.SECRET_KEY === undefined) {
    problems.push(
      'SECRET_KEY is required with DATABASE_URL: it seals the CRM tokens (make one with: openssl rand -hex 32)',
    );
  }
  if (environment.SECRET_KEY_PREVIOUS !== undefined && environment.SECRET_KEY === undefined) {
    problems.push(
      'SECRET_KEY is required with SECRET_KEY_PREVIOUS, which opens what was sealed before and seals nothing',
    );
  }
  if (environment.DATABASE_OWNER_URL !== undefined && environment.DATABASE_URL === undefined) {
    problems.push('DATABASE_URL is required with DATABASE_OWNER_URL: the service logs in with it, as tandem_app');
  }
  problems.push(...halves(environment));
  const [appId, key] = [environment.HUBSPOT_APP_ID, environment.HUBSPOT_DEVELOPER_KEY];
  if (appId !== undefined && key !== undefined && environment.HUBSPOT_CLIENT_ID === undefined) {
    problems.push('HUBSPOT_CLIENT_ID is required with HUBSPOT_APP_ID: webhooks are signed with the secret of that app');
  }
  if (environment.LEASE_SECONDS < 2 * environment.CALL_DEADLINE_SECONDS + 5) {
    problems.push(
      'LEASE_SECONDS must be at least twice CALL_DEADLINE_SECONDS plus 5: a call must end before its lease does',
    );
  }
  return problems;
}

/** Reads and checks the settings; throws `ConfigProblems`. An empty setting counts as not set. */
export function readConfig(source: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const known = new Set(Object.keys(new Environment()).concat(Object.keys(optionalKeys)));
  const own = Object.fromEntries(Object.entries(given).filter(([name]) => known.has(name)));
  const environment = plainToInstance(Environment, own, { exposeDefaultValues: true });
  const wrong = validateSync(environment).map(({ property, constraints }) => {
    return `${property} ${Object.values(constraints ?? {})[0]?.replace(`${property} `, '') ?? 'is wrong'}`;
  });
  const problems = [...wrong, ...(wrong.length === 0 ? crossProblems(environment) : [])];
  if (problems.length > 0) throw new ConfigProblems(problems);
  return freeze(environment);
}

const optionalKeys = {
  DATABASE_URL: 0,
  DATABASE_OWNER_URL: 0,
  SECRET_KEY: 0,
  SECRET_KEY_PREVIOUS: 0,
  CRM_URLS: 0,
  DESTINATION_URLS: 0,
  HUBSPOT_CLIENT_ID: 0,
  HUBSPOT_CLIENT_SECRET: 0,
  HUBSPOT_APP_ID: 0,
  HUBSPOT_DEVELOPER_KEY: 0,
  SALESFORCE_CLIENT_ID: 0,
  SALESFORCE_CLIENT_SECRET: 0,
  PUBLIC_URL: 0,
  TANDEM_SANDBOX: 0,
  TANDEM_CLOCK: 0,
  METRICS_TOKEN: 0,
} satisfies Partial<Record<keyof Environment, 0>>;

export const settingNames: readonly string[] = [...Object.keys(new Environment()), ...Object.keys(optionalKeys)];

function appOf(clientId: string | undefined, clientSecret: string | undefined): Config['hubspotApp'] {
  return clientId === undefined || clientSecret === undefined ? null : Object.freeze({ clientId, clientSecret });
}

function hubspotDeveloper({
  HUBSPOT_APP_ID: appId,
  HUBSPOT_DEVELOPER_KEY: key,
  HUBSPOT_APP_URL: url,
}: Environment): Config['hubspotDeveloper'] {
  if (appId === undefined || key === undefined) return null;
  return Object.freeze({ appId: Number(appId), key, baseUrl: new URL(url).origin });
}

const originsOf = (list = ''): readonly string[] =>
  list === '' ? [] : list.split(',').map((url) => new URL(url).origin);

function freeze(environment: Environment): Config {
  return Object.freeze({
    host: environment.HOST,
    port: environment.PORT,
    dataDir: resolve(environment.DATA_DIR),
    databaseUrl: environment.DATABASE_URL ?? null,
    databaseOwnerUrl: environment.DATABASE_OWNER_URL ?? null,
    secretKey: environment.SECRET_KEY ?? null,
    previousSecretKey: environment.SECRET_KEY_PREVIOUS ?? null,
    crmUrls: originsOf(environment.CRM_URLS),
    destinationUrls: originsOf(environment.DESTINATION_URLS),
    hubspotApp: appOf(environment.HUBSPOT_CLIENT_ID, environment.HUBSPOT_CLIENT_SECRET),
    salesforceApp: appOf(environment.SALESFORCE_CLIENT_ID, environment.SALESFORCE_CLIENT_SECRET),
    salesforceBulkFrom: environment.SALESFORCE_BULK_FROM,
    hubspotDeveloper: hubspotDeveloper(environment),
    publicUrl: environment.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    roles: roles.filter((role) => environment.ROLES.split(',').includes(role)),
    sandboxes: ownSandboxes[environment.TANDEM_SANDBOX ?? (environment.DATABASE_URL === undefined ? '1' : '0')],
    clockUrl: environment.TANDEM_CLOCK ?? null,
    leaseMs: environment.LEASE_SECONDS * 1000,
    callDeadlineMs: environment.CALL_DEADLINE_SECONDS * 1000,
    describeSeconds: environment.DESCRIBE_SECONDS,
    requestsPerSecond: environment.REQUESTS_PER_SECOND,
    logLevel: environment.LOG_LEVEL,
    metricsToken: environment.METRICS_TOKEN ?? null,
  });
}

/** For a verb that chooses its other settings itself; undefined when it is not given. */
export const givenLogLevel = (): string | undefined => process.env['LOG_LEVEL'] || undefined;

/** Whether npm is the parent: it sets this for every script that it runs (npm docs, "scripts", 2026). */
export const startedByNpm = (): boolean => process.env['npm_lifecycle_event'] !== undefined;
