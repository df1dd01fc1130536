import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { getMetadataStorage } from 'class-validator';
import { ConfigProblems, Environment, readConfig, settingNames } from './config';

const problemsOf = (source: Record<string, string>): readonly string[] => {
  try {
    readConfig(source);
  } catch (error) {
    if (error instanceof ConfigProblems) return error.problems;
    throw error;
  }
  return [];
};

const ownPostgres = { DATABASE_URL: 'postgres://tandem_app@db/tandem', SECRET_KEY: 'k'.repeat(32) };

describe('the settings', () => {
  it('have a default each, and none for a secret', () => {
    expect(readConfig({})).toEqual({
      host: '127.0.0.1',
      port: 4000,
      dataDir: resolve('.tandem'),
      databaseUrl: null,
      databaseOwnerUrl: null,
      secretKey: null,
      previousSecretKey: null,
      crmUrls: [],
      destinationUrls: [],
      hubspotApp: null,
      salesforceApp: null,
      salesforceBulkFrom: 2_000,
      hubspotDeveloper: null,
      publicUrl: null,
      roles: ['api', 'worker', 'scheduler'],
      sandboxes: ['hubspot'],
      clockUrl: null,
      leaseMs: 60_000,
      callDeadlineMs: 15_000,
      describeSeconds: 3_600,
      requestsPerSecond: 10_000,
      logLevel: 'info',
      metricsToken: null,
    });
  });

  it('are taken from the environment, which may hold more', () => {
    const settings = {
      ...ownPostgres,
      DATABASE_OWNER_URL: 'postgresql://owner:p%40ss@db:5433/tandem?host=%2Ftmp',
      SECRET_KEY_PREVIOUS: 'p'.repeat(32),
      CRM_URLS: 'https://CRM.example.com/,http://[::1]:4010',
      DESTINATION_URLS: 'http://Orders.internal:8080',
      HUBSPOT_CLIENT_ID: '7fff1e36-0000',
      HUBSPOT_CLIENT_SECRET: 's3cret',
      SALESFORCE_CLIENT_ID: '3MVG9',
      SALESFORCE_CLIENT_SECRET: 'S3cret',
      SALESFORCE_BULK_FROM: '500',
      HUBSPOT_APP_ID: '1160452',
      HUBSPOT_DEVELOPER_KEY: 'd3veloper',
      HUBSPOT_APP_URL: 'http://127.0.0.1:4010/',
      PORT: '0',
      HOST: '::1',
      DATA_DIR: '/srv/tandem',
      ROLES: 'worker,api',
      PUBLIC_URL: 'https://sync.example.com/tandem/',
      TANDEM_SANDBOX: 'both',
      TANDEM_CLOCK: 'http://localhost:4010/_sandbox/clock',
      LEASE_SECONDS: '9',
      CALL_DEADLINE_SECONDS: '2',
      DESCRIBE_SECONDS: '600',
      LOG_LEVEL: 'debug',
      METRICS_TOKEN: 'm'.repeat(32),
      PATH: '/usr/bin',
    };
    expect(readConfig(settings)).toEqual({
      host: '::1',
      port: 0,
      dataDir: '/srv/tandem',
      databaseUrl: settings.DATABASE_URL,
      databaseOwnerUrl: settings.DATABASE_OWNER_URL,
      secretKey: settings.SECRET_KEY,
      previousSecretKey: settings.SECRET_KEY_PREVIOUS,
      crmUrls: ['https://crm.example.com', 'http://[::1]:4010'],
      destinationUrls: ['http://orders.internal:8080'],
      hubspotApp: { clientId: '7fff1e36-0000', clientSecret: 's3cret' },
      salesforceApp: { clientId: '3MVG9', clientSecret: 'S3cret' },
      salesforceBulkFrom: 500,
      hubspotDeveloper: { appId: 1_160_452, key: 'd3veloper', baseUrl: 'http://127.0.0.1:4010' },
      publicUrl: 'https://sync.example.com/tandem',
      roles: ['api', 'worker'],
      sandboxes: ['hubspot', 'salesforce'],
      clockUrl: settings.TANDEM_CLOCK,
      leaseMs: 9_000,
      callDeadlineMs: 2_000,
      describeSeconds: 600,
      requestsPerSecond: 10_000,
      logLevel: 'debug',
      metricsToken: settings.METRICS_TOKEN,
    });
  });

  it('count as not set when they are empty', () => {
    expect(readConfig(Object.fromEntries(settingNames.map((name) => [name, ''])))).toEqual(readConfig({}));
  });

  it('cannot be changed once they are read', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });

  it('bring up a sandbox by themselves only on the embedded database', () => {
    expect(readConfig({}).sandboxes).toEqual(['hubspot']);
    expect(readConfig(ownPostgres).sandboxes).toEqual([]);
    expect(readConfig({ TANDEM_SANDBOX: '0' }).sandboxes).toEqual([]);
    expect(readConfig({ ...ownPostgres, TANDEM_SANDBOX: '1' }).sandboxes).toEqual(['hubspot']);
  });

  it('are all told when they are wrong, each by its name and never by its value', () => {
    const wrong = Object.fromEntries(
      settingNames.filter((name) => !['HOST', 'DATA_DIR'].includes(name)).map((name) => [name, 'hunter2 so secret']),
    );
    const problems = problemsOf(wrong);
    expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual(Object.keys(wrong).sort());
    const error = new ConfigProblems(problems);
    expect(`${String(error)} ${JSON.stringify(error)} ${error.stack ?? ''}`).not.toContain('hunter2');
    for (const name of Object.keys(wrong)) expect(error.message).toContain(name);
  });

  it.each([
    ['PORT', '65536', 'PORT must not be greater than 65535'],
    ['PORT', '-1', 'PORT must not be less than 0'],
    ['PORT', '80.5', 'PORT must be an integer number'],
    ['PORT', 'http', 'PORT must be an integer number'],
    ['PORT', ' ', 'PORT must be an integer number'],
    ['ROLES', 'api,cook', 'ROLES must be a list out of api,worker,scheduler'],
    ['ROLES', 'api,', 'ROLES must be a list out of api,worker,scheduler'],
    ['TANDEM_SANDBOX', 'true', 'TANDEM_SANDBOX must be one of the following values: 0, 1, hubspot, salesforce, both'],
    ['DATABASE_URL', 'mysql://db/tandem', 'DATABASE_URL must be a postgres:// URL'],
    ['DATABASE_OWNER_URL', 'db/tandem', 'DATABASE_OWNER_URL must be a postgres:// URL'],
    ['SECRET_KEY', 'short', 'SECRET_KEY must have at least 32 characters'],
    ['SECRET_KEY_PREVIOUS', 'short', 'SECRET_KEY_PREVIOUS must have at least 32 characters'],
    ['DESTINATION_URLS', '10.0.0.1', 'DESTINATION_URLS must be a list of origins like https://orders.internal'],
    ['CRM_URLS', 'crm.example.com', 'CRM_URLS must be a list of origins like https://crm.example.com'],
    ['CRM_URLS', 'https://crm.example.com/path', 'CRM_URLS must be a list of origins like https://crm.example.com'],
    ['CRM_URLS', 'https://me@crm.example.com', 'CRM_URLS must be a list of origins like https://crm.example.com'],
    [
      'CRM_URLS',
      'https://crm.example.com, http://x',
      'CRM_URLS must be a list of origins like https://crm.example.com',
    ],
    ['CRM_URLS', 'https://crm.example.com:99999', 'CRM_URLS must be a list of origins like https://crm.example.com'],
    ['HUBSPOT_CLIENT_ID', 'a b', 'HUBSPOT_CLIENT_ID must be visible ASCII without blanks'],
    ['HUBSPOT_CLIENT_SECRET', 'é', 'HUBSPOT_CLIENT_SECRET must be visible ASCII without blanks'],
    ['HUBSPOT_APP_ID', '12x', 'HUBSPOT_APP_ID must be a number, as HubSpot shows it'],
    ['HUBSPOT_DEVELOPER_KEY', 'a b', 'HUBSPOT_DEVELOPER_KEY must be visible ASCII without blanks'],
    ['HUBSPOT_APP_URL', 'https://x.com/path', 'HUBSPOT_APP_URL must be an origin like https://api.hubapi.com'],
    ['SALESFORCE_CLIENT_ID', 'a b', 'SALESFORCE_CLIENT_ID must be visible ASCII without blanks'],
    ['SALESFORCE_CLIENT_SECRET', 'é', 'SALESFORCE_CLIENT_SECRET must be visible ASCII without blanks'],
    ['SALESFORCE_BULK_FROM', '0', 'SALESFORCE_BULK_FROM must not be less than 1'],
    ['SALESFORCE_BULK_FROM', '1.5', 'SALESFORCE_BULK_FROM must be an integer number'],
    ['TANDEM_CLOCK', 'file:///etc/passwd', 'TANDEM_CLOCK must be an http(s):// URL'],
    ['LEASE_SECONDS', '4', 'LEASE_SECONDS must not be less than 5'],
    ['CALL_DEADLINE_SECONDS', '0', 'CALL_DEADLINE_SECONDS must not be less than 1'],
    ['DESCRIBE_SECONDS', '59', 'DESCRIBE_SECONDS must not be less than 60'],
    ['METRICS_TOKEN', 'short', 'METRICS_TOKEN must have at least 32 characters, all of them visible ASCII'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of the following values: fatal, error, warn, info, debug, silent'],
  ])('refuse %s=%j: %s', (name, value, problem) => {
    expect(problemsOf({ [name]: value })).toEqual([problem]);
  });

  it('say what is missing beside another', () => {
    expect(problemsOf({ DATABASE_URL: ownPostgres.DATABASE_URL })).toEqual([
      expect.stringMatching(/^SECRET_KEY is required with DATABASE_URL.*openssl rand/),
    ]);
    expect(problemsOf({ SECRET_KEY_PREVIOUS: 'p'.repeat(32) })).toEqual([
      expect.stringMatching(/^SECRET_KEY is required with SECRET_KEY_PREVIOUS/),
    ]);
    expect(problemsOf({ DATABASE_OWNER_URL: 'postgres://owner@db/tandem' })).toEqual([
      expect.stringMatching(/^DATABASE_URL is required with DATABASE_OWNER_URL/),
    ]);
    for (const name of ['HUBSPOT_CLIENT_ID', 'HUBSPOT_CLIENT_SECRET'])
      expect(problemsOf({ [name]: 'x' })).toEqual([
        expect.stringMatching(/^HUBSPOT_CLIENT_ID and HUBSPOT_CLIENT_SECRET belong together/),
      ]);
    for (const name of ['SALESFORCE_CLIENT_ID', 'SALESFORCE_CLIENT_SECRET'])
      expect(problemsOf({ [name]: 'x' })).toEqual([
        expect.stringMatching(/^SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET belong together/),
      ]);
    for (const name of ['HUBSPOT_APP_ID', 'HUBSPOT_DEVELOPER_KEY'])
      expect(problemsOf({ [name]: '1' })).toEqual([
        expect.stringMatching(/^HUBSPOT_APP_ID and HUBSPOT_DEVELOPER_KEY belong together/),
      ]);
    expect(problemsOf({ HUBSPOT_APP_ID: '1', HUBSPOT_DEVELOPER_KEY: 'x' })).toEqual([
      expect.stringMatching(/^HUBSPOT_CLIENT_ID is required with HUBSPOT_APP_ID/),
    ]);
  });

  it('keep a call shorter than its lease', () => {
    expect(problemsOf({ LEASE_SECONDS: '34', CALL_DEADLINE_SECONDS: '15' })).toEqual([
      expect.stringMatching(/^LEASE_SECONDS must be at least twice CALL_DEADLINE_SECONDS plus 5/),
    ]);
    expect(problemsOf({ LEASE_SECONDS: '35', CALL_DEADLINE_SECONDS: '15' })).toEqual([]);
  });
});

describe('.env.example', () => {
  const text = readFileSync(join(__dirname, '../../.env.example'), 'utf8');

  it('lists exactly the settings that there are', () => {
    const checked = getMetadataStorage().getTargetValidationMetadatas(Environment, '', true, false);
    expect([...settingNames].sort()).toEqual([...new Set(checked.map(({ propertyName }) => propertyName))].sort());
    expect(Object.keys(parseEnv(text)).sort()).toEqual([...settingNames].sort());
  });

  it('shows the defaults', () => {
    expect(readConfig(parseEnv(text) as Record<string, string>)).toEqual(readConfig({}));
  });

  it('explains each setting in a comment above it', () => {
    const paragraphs = text.trim().split('\n\n').slice(1);
    expect(paragraphs).toHaveLength(settingNames.length);
    for (const paragraph of paragraphs) expect(paragraph).toMatch(/^(# .{20,}\n)(# .+\n)*[A-Z_]+=\S*$/);
  });
});
