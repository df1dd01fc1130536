/** A sandbox, the official client and plain calls, for the specs beside. */
import { Client } from '@hubspot/api-client';
import type { PropertyCreate } from '@hubspot/api-client/lib/codegen/crm/properties';
import { PropertyCreateFieldTypeEnum, PropertyCreateTypeEnum } from '@hubspot/api-client/lib/codegen/crm/properties';
import type { HubspotSandbox, HubspotSandboxOptions } from '../../../src/sandbox/hubspot/server';
import { startHubspotSandbox } from '../../../src/sandbox/hubspot/server';

type Properties = Record<string, string | null>;

/** The keys of all bodies that the specs look at; each answer has a few of them. */
export interface Body {
  readonly id: string;
  readonly status: string;
  readonly message: string;
  readonly category: string;
  readonly correlationId: string;
  readonly detail: string;
  readonly properties: Properties;
  readonly results: readonly Body[];
  readonly errors: readonly ErrorItem[];
  readonly numErrors: number;
  readonly new: boolean;
  readonly archived: boolean;
  readonly url: string;
  readonly total: number;
  readonly paging: { readonly next: { readonly after: string; readonly link: string } };
  readonly epochMs: number;
  readonly writes: number;
  readonly calls: Record<string, Record<string, number>>;
  readonly rows: Record<string, Record<string, number>>;
  readonly ids: Record<string, string[]>;
  readonly faults: readonly { readonly remaining: number | null }[];
  readonly objects: Record<string, { id: string; properties: Properties; archived: boolean }[]>;
  readonly associations: readonly { readonly typeIds: readonly number[]; readonly labels?: readonly string[] }[];
  readonly toObjectId: number;
  readonly associationTypes: readonly { readonly typeId: number }[];
  readonly to: readonly { readonly toObjectId: number }[];
  readonly merges: readonly { readonly object: string; readonly ids: readonly string[]; readonly into: string }[];
  readonly blockedEmails: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly archivedAt: string;
  readonly objectWriteTraceId: string;
}

interface ErrorItem {
  readonly code: string;
  readonly category: string;
  readonly subCategory: string;
  readonly message: string;
  readonly context: Record<string, string[]>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** The client declares its inputs as classes that nobody constructs: the same shapes, as plain objects. */
type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? { [Key in keyof T]: Plain<T[Key]> }
    : T;
type PlainInputs<T> = T extends (...inputs: infer Inputs) => infer Result
  ? (...inputs: { [Index in keyof Inputs]: Plain<Inputs[Index]> }) => Result
  : T extends object
    ? { readonly [Key in keyof T]: PlainInputs<T[Key]> }
    : T;
export type PlainClient = PlainInputs<Client>;

export interface Bench {
  readonly sandbox: HubspotSandbox;
  readonly client: PlainClient;
  /** A plain call with the token. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** A call of the control API. */
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Seeds rows of one object type and answers their ids. */
  seed(object: string, rows: readonly Record<string, string>[]): Promise<string[]>;
  /** A salesperson's change. */
  edit(object: string, id: string, change: object): Promise<Answer>;
  /** Stops the time, or moves it on. */
  clock(change: { readonly rate?: number; readonly advanceMs?: number }): Promise<number>;
  close(): Promise<void>;
}

export async function startBench(options: Partial<HubspotSandboxOptions> = {}): Promise<Bench> {
  const sandbox = await startHubspotSandbox({ port: 0, control: true, limits: 'none', ...options });
  return benchOn(sandbox);
}

function benchOn(sandbox: HubspotSandbox): Bench {
  const { url, token, developerKey: developerApiKey } = sandbox;
  const call: Bench['call'] = (method, path, body) => plainCall(url, token, { method, path, body });
  const control: Bench['control'] = (method, path, body) => call(method, `/_sandbox/${path}`, body);
  return {
    sandbox,
    client: new Client({
      accessToken: token,
      developerApiKey,
      basePath: url,
      numberOfApiCallRetries: 0,
    }) as unknown as PlainClient,
    call,
    control,
    seed: async (object, rows) => {
      const { body } = await control('POST', 'seed', {
        objects: { [object]: rows.map((properties) => ({ properties })) },
      });
      return body.ids[object]!;
    },
    edit: (object, id, change) => control('POST', 'edit', { object, id, ...change }),
    clock: async (change) => (await control('POST', 'clock', change)).body.epochMs,
    close: () => sandbox.close(),
  };
}

export async function plainCall(
  url: string,
  token: string | undefined,
  request: { readonly method: string; readonly path: string; readonly body?: unknown },
): Promise<Answer> {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (token !== undefined) headers.Authorization = `Bearer ${token}`;
  const { method, path, body } = request;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body: text }) });
  const answer = await response.text();
  const json = answer.startsWith('{') ? (JSON.parse(answer) as Body) : ({ message: answer } as Body);
  return { status: response.status, headers: response.headers, body: json };
}

/** What the client throws for an answer it does not accept. */
export async function refusal(promise: Promise<unknown>): Promise<{ readonly code: number; readonly body: Body }> {
  try {
    await promise;
  } catch (error) {
    return error as { code: number; body: Body };
  }
  throw new Error('The call was accepted');
}

/** What makes a text property, of contacts unless told. */
export function textProperty(
  name: string,
  groupName = 'contactinformation',
): Pick<PropertyCreate, 'name' | 'label' | 'type' | 'fieldType' | 'groupName'> {
  return {
    name,
    label: name,
    type: PropertyCreateTypeEnum.String,
    fieldType: PropertyCreateFieldTypeEnum.Text,
    groupName,
  };
}

/** A text property of unique values. */
export async function addUniqueProperty(bench: Bench, object: string, name = 'ext_id'): Promise<void> {
  const group = { contacts: 'contactinformation', companies: 'companyinformation', deals: 'dealinformation' }[object]!;
  const property = { ...textProperty(name, group), hasUniqueValue: true };
  await bench.client.crm.properties.coreApi.create(object, property);
}
