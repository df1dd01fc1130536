/**
 * Where the sandbox is not what HubSpot publishes with its client, and why. Where recorded traffic and the published
 * models differ, the recording wins. What is listed and no longer so fails a test. The connector's requests have no list:
 * they do not differ.
 */
import type { Finding } from './exchange';

export interface Difference extends Pick<Finding, 'model' | 'field' | 'kind'> {
  /** Only with these status codes. */
  readonly statuses?: readonly number[];
  /** Only where this was found: `null`, `number`, … */
  readonly found?: string;
  readonly reason: string;
}

const record = 'Every record carries the address of its page (recorded 2025-11)';
const item = 'Items of a 207 have neither, but for a status of their own (recorded 2025-11 to 2026-02)';
const number = 'Ids of associations v4 are numbers in answers, though published as strings (recorded 2026-02)';

/** In the sandbox's answers. */
export const answerDifferences: readonly Difference[] = [
  { model: 'SimplePublicObject', field: 'url', kind: 'invented', reason: record },
  { model: 'SimplePublicObjectWithAssociations', field: 'url', kind: 'invented', reason: record },
  { model: 'SimplePublicUpsertObject', field: 'url', kind: 'invented', reason: record },
  {
    model: 'ModelError',
    field: 'status',
    kind: 'invented',
    reason: 'Error bodies carry `"status":"error"` (recorded 2025-11)',
  },
  {
    model: 'ModelError',
    field: 'category',
    kind: 'missing',
    statuses: [400],
    reason: 'A body that cannot be read and an unknown object type are refused without a category (recorded 2025-11)',
  },
  {
    model: 'ModelError',
    field: 'category',
    kind: 'missing',
    statuses: [404],
    reason: 'An unknown record is `resource not found` without a category (recorded 2025-11)',
  },
  ...['errorType', 'policyName', 'groupName'].map((field): Difference => ({
    model: 'ModelError',
    field,
    kind: 'invented',
    statuses: [429],
    reason: 'The ten-second limit names its policy and its group (recorded 2023)',
  })),
  {
    model: 'ModelError',
    field: 'requestId',
    kind: 'invented',
    statuses: [429],
    reason: 'The daily limit names the request (HubSpot docs 2025-01)',
  },
  {
    model: 'ModelError',
    field: 'category',
    kind: 'missing',
    statuses: [429],
    reason: 'The ten-second and the daily limit have an `errorType` in place of a category (recorded 2023)',
  },
  ...['error', 'error_description'].map((field): Difference => ({
    model: 'ModelError',
    field,
    kind: 'invented',
    statuses: [400],
    reason: 'The token endpoints say no in the words of RFC 6749 (HubSpot docs 2026-03)',
  })),
  {
    model: 'ModelError',
    field: 'correlationId',
    kind: 'missing',
    statuses: [400],
    reason: 'The token endpoints say no in the words of RFC 6749 (HubSpot docs 2026-03)',
  },
  { model: 'StandardError', field: 'links', kind: 'missing', reason: item },
  { model: 'StandardError', field: 'errors', kind: 'missing', reason: item },
  { model: 'LabelsBetweenObjectPair', field: 'fromObjectId', kind: 'type', found: 'number', reason: number },
  { model: 'LabelsBetweenObjectPair', field: 'toObjectId', kind: 'type', found: 'number', reason: number },
  { model: 'MultiAssociatedObjectWithLabel', field: 'toObjectId', kind: 'type', found: 'number', reason: number },
  {
    model: 'AssociationSpecWithLabel',
    field: 'label',
    kind: 'type',
    found: 'null',
    reason: 'The unlabelled type has the label null (recorded 2026-02)',
  },
  {
    model: 'Property',
    field: 'dataSensitivity',
    kind: 'invented',
    reason: 'Properties say `non_sensitive` (recorded 2025-11); client 13.5.0 does not know the key',
  },
];

/** Operations of the client that the sandbox does not serve; a name that ends with `*` stands for all that begin so. */
export const notServed: Readonly<Record<string, string>> = {
  'crm/associations/v4 ReportApi.request': 'A report by e-mail, of no use to a sync',
  'crm/associations/v4/schema DefinitionConfigurationsApi.*': 'Limits of labels, which a sync leaves alone',
  'crm/pipelines PipelineAuditsApi.*': 'The history of a pipeline, which a sync does not read',
  'crm/pipelines PipelineStageAuditsApi.*': 'The history of a stage, which a sync does not read',
  'crm/schemas CoreApi.*': 'Custom objects, which Tandem does not sync',
};

/** Routes of the sandbox that the client has no operation for. */
export const notPublished: Readonly<Record<string, string>> = {
  'GET /account-info/*': 'Documented (HubSpot docs 2026-03), not in the client',
  'GET /crm/v3/owners': 'Without the slash at the end that the client sends, as the docs write it',
  'POST /oauth/v3/token*': 'Documented (HubSpot docs 2026-03); the client has v1 only',
  'POST /oauth/2026-03/token*': 'Documented (HubSpot docs 2026-03); the client has v1 only',
  'POST /oauth/2026-09/token*': 'Documented (HubSpot docs 2026-03); the client has v1 only',
  'GET /oauth/authorize': 'A page for people',
  'POST /oauth/authorize': 'A page for people',
  'GET /oauth/:portalId/authorize': 'A page for people',
  'POST /oauth/:portalId/authorize': 'A page for people',
  'DELETE /appinstalls/*': 'In HubSpot’s specs of 2026-08, not in the client',
};

/** Published answers that the sandbox never gives. */
export const neverAnswered: Readonly<Record<string, string>> = {
  'oauth RefreshTokensApi.archive refusal': 'A token that nobody has is deleted too (unverified)',
};

export interface ClientDifference {
  /** `client 13.5.0`, `client 14.0.1`, `fetch`: two of them. */
  readonly between: readonly [string, string];
  /** Where in what the caller sees: `returned.results.*.url`. */
  readonly at: RegExp;
  /** `absent`: one of them has it. `date`: one has a Date of what is a text to the other. */
  readonly how: 'absent' | 'date' | 'value';
  readonly reason: string;
}

/** What a caller sees otherwise through one client than through the other, or through plain fetch. */
export const clientDifferences: readonly ClientDifference[] = [
  {
    between: ['client 13.5.0', 'client 14.0.1'],
    at: /^broken\.name$/,
    how: 'value',
    reason: 'Without an answer 13.5.0 throws the FetchError of node-fetch, 14.0.1 the TypeError of fetch',
  },
  {
    between: ['fetch', 'client 13.5.0'],
    at: /^broken\.name$/,
    how: 'value',
    reason: 'Without an answer 13.5.0 throws the FetchError of node-fetch, fetch a TypeError',
  },
  ...['client 13.5.0', 'client 14.0.1'].flatMap((client): ClientDifference[] => [
    {
      between: ['fetch', client],
      at: /^returned\..*\b(created|updated|archived|started|completed)At$/,
      how: 'date',
      reason: 'The client makes a Date of a time',
    },
    {
      between: ['fetch', client],
      at: /^returned\.(results\.\*\.)?url$/,
      how: 'absent',
      reason: 'The client drops what its models do not have: the address of a record’s page',
    },
    {
      between: ['fetch', client],
      at: /^returned\.(results\.\*\.)?dataSensitivity$/,
      how: 'absent',
      reason: 'The client drops what its models do not have: how sensitive a property is',
    },
    {
      between: ['fetch', client],
      at: /^returned\.results\.\*\._?(new|from)$/,
      how: 'absent',
      reason: 'The client renames what is a word of the language: `new` is `_new`, `from` is `_from`',
    },
  ]),
];
