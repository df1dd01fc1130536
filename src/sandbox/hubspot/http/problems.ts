/** How a refusal looks on the wire: bodies as recorded from HubSpot 2025-11 to 2026-05, or as its docs show them. */
import { randomUUID } from 'node:crypto';
import type { LimitPolicy } from '../portal/limits';
import type { PropertyProblem, Refusal } from '../portal/refusal';
import type { Answer } from './route';

/** Of a batch's property errors only so many are listed; the message has them all (recorded). */
const BATCH_ERRORS_LISTED = 3;

export interface Scene {
  /** A batch of several rows does not say whose an e-mail address is, and lists fewer errors. */
  readonly batch: boolean;
  readonly portalId: number;
  /** In an item of a 207 the message says more about each property (recorded 2026, and without it 2022). */
  readonly item?: boolean;
}

interface ErrorBody {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export function problemAnswer(refusal: Refusal, correlationId: string, scene: Scene): Answer {
  const { status, body } = describe(refusal, scene);
  const { message, ...rest } = body;
  return { status, body: { status: 'error', message, correlationId, ...rest } };
}

/** An item of a 207's `errors`. */
export function problemItem(refusal: Refusal, context: Record<string, readonly string[]>, portalId: number): unknown {
  const { body } = describe(refusal, { batch: false, portalId, item: true });
  const { message, category, subCategory, context: own } = body;
  const existing = refusal.kind === 'emailTaken' ? { existingId: [refusal.existingId] } : {};
  const all = { ...(own as Record<string, readonly string[]> | undefined), ...context, ...existing };
  return { status: 'error', category, ...(subCategory === undefined ? {} : { subCategory }), message, context: all };
}

/** HubSpot tells about all missing records of a batch in one item. */
export function missingItem(constant: string, ids: readonly string[], traceIds: readonly string[]): unknown {
  return {
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    message: `Could not get some ${constant} objects, they may be deleted or not exist. Check that ids are valid.`,
    context: { ids, ...(traceIds.length > 0 ? { objectWriteTraceId: traceIds } : {}) },
  };
}

export function unauthorised(correlationId: string): Answer {
  return {
    status: 401,
    body: {
      status: 'error',
      message:
        'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more ' +
        'details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
      correlationId,
      category: 'INVALID_AUTHENTICATION',
    },
  };
}

/** HubSpot's words for an access token past its time (airbyte issue 74726, 2026-03). */
export function expiredToken(correlationId: string, expiredAt: number, now: number): Answer {
  return {
    status: 401,
    body: {
      status: 'error',
      message: `The OAuth token used to make this call expired ${Math.floor((now - expiredAt) / 1_000)} second(s) ago.`,
      correlationId,
      category: 'EXPIRED_AUTHENTICATION',
      context: { 'expire time': [new Date(expiredAt).toISOString()] },
    },
  };
}

/** Recorded 2025-11; one recording has `links` inside `context`. */
export function missingScope(correlationId: string, scopes: readonly string[]): Answer {
  return {
    status: 403,
    body: {
      status: 'error',
      message: 'One or more of the following scopes are required.',
      correlationId,
      context: { requiredGranularScopes: scopes },
      links: { scopes: 'https://developers.hubspot.com/scopes' },
      category: 'MISSING_SCOPES',
    },
  };
}

/** The bodies of the three limits differ, down to which keys they have. */
export function limited(policy: LimitPolicy, correlationId: string, group: string): Answer {
  if (policy === 'SECONDLY') {
    const message = 'You have reached your secondly limit.';
    return { status: 429, body: { status: 'error', message, correlationId, category: 'RATE_LIMITS' } };
  }
  const name = policy.toLowerCase();
  const body = {
    status: 'error',
    message: `You have reached your ${name} limit.`,
    errorType: 'RATE_LIMIT',
    correlationId,
    policyName: policy,
  };
  if (policy === 'DAILY') return { status: 429, body: { ...body, requestId: randomUUID() } };
  return { status: 429, body: { ...body, groupName: group } };
}

function describe(refusal: Refusal, scene: Scene): ErrorBody {
  switch (refusal.kind) {
    case 'properties':
      return { status: 400, body: propertiesBody(refusal.problems, scene) };
    case 'emailTaken': {
      const whose = scene.batch ? '' : `. Existing ID: ${refusal.existingId}`;
      return { status: 409, body: { message: `Contact already exists${whose}`, category: 'CONFLICT' } };
    }
    case 'notFound':
      return { status: 404, body: notFoundBody(refusal) };
    case 'duplicateIds': {
      const message = `Duplicate IDs found in batch input: [${refusal.ids.join(', ')}]. IDs must be unique`;
      return { status: 400, body: { message, context: { ids: refusal.ids }, category: 'VALIDATION_ERROR' } };
    }
    case 'tooManyIdentities': {
      // Documented beside the status 414 (HubSpot docs 2026-03); the category is unverified.
      const message = `Cannot have more than ${refusal.max} identities on a profile`;
      return { status: 414, body: { message, category: 'VALIDATION_ERROR' } };
    }
    case 'exists':
      return { status: 409, body: { message: refusal.message, category: 'OBJECT_ALREADY_EXISTS' } };
    case 'invalid':
      return { status: 400, body: invalidBody(refusal) };
    case 'mediaType':
      // The text is unverified.
      return { status: 415, body: { message: `Unsupported media type: ${refusal.type}` } };
    case 'unreadable':
      return { status: 400, body: { message: refusal.message } };
  }
}

function notFoundBody(refusal: Refusal & { kind: 'notFound' }): Record<string, unknown> {
  const { message = 'resource not found', category } = refusal;
  return { message, ...(category === undefined ? {} : { category }) };
}

function invalidBody(refusal: Refusal & { kind: 'invalid' }): Record<string, unknown> {
  const { message, subCategory, context } = refusal;
  const more = { ...(context && { context }), ...(subCategory !== undefined && { subCategory }) };
  return { message, ...more, category: 'VALIDATION_ERROR' };
}

function propertiesBody(problems: readonly PropertyProblem[], scene: Scene): Record<string, unknown> {
  const details = problems.map(({ property, code, message }) => ({
    isValid: false,
    message,
    error: code,
    name: property,
    ...(scene.item === true ? { localizedErrorMessage: message, portalId: scene.portalId } : {}),
  }));
  const listed = scene.batch ? problems.slice(0, BATCH_ERRORS_LISTED) : problems;
  const errors = listed.map(({ property, code, message }) => ({
    message,
    code,
    context: { propertyName: [property] },
  }));
  const message = `Property values were not valid: ${JSON.stringify(details)}`;
  return { message, errors, category: 'VALIDATION_ERROR' };
}
