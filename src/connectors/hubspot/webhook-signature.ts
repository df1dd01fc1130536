/**
 * Whether a request is HubSpot's: its signature, recomputed over the bytes as they came, and its time. Pure: the secrets
 * and the clock are passed in. No answer names a secret or a signature.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Both ways: HubSpot says what is too old (docs "Validating requests", 2025-01), a clock of ours may be behind. */
const windowMs = 5 * 60 * 1000;

/** As Node gives it; a list where the header came more than once. */
type Header = string | readonly string[] | undefined;

export interface SignedRequest {
  readonly method: string;
  /**
   * As HubSpot called it: the public scheme and host from the configuration, since a proxy may stand between, and path
   * and query of the request, with their escapes.
   */
  readonly url: string;
  /** As it came: a body that was read and written again has another signature. */
  readonly body: Buffer;
  /** `X-HubSpot-Signature-v3` */
  readonly signatureV3?: Header;
  /** `X-HubSpot-Request-Timestamp`: milliseconds, signed by v3 alone. */
  readonly timestamp?: Header;
  /** `X-HubSpot-Signature`, of v1 and v2. */
  readonly signature?: Header;
  /** `X-HubSpot-Signature-Version` */
  readonly signatureVersion?: Header;
}

export interface Trust {
  /** Client secrets that it may be signed with, two while one is being changed. An empty one fits nothing. */
  readonly secrets: readonly string[];
  readonly now: Date;
  /** v1 covers neither time nor URL: what was sent once can be sent again for ever. */
  readonly acceptV1: boolean;
}

export type SignatureRefusal =
  | 'unsigned'
  | 'repeated-header'
  | 'version-not-accepted'
  | 'no-timestamp'
  | 'malformed-timestamp'
  | 'wrong'
  /** These two are signed with a secret of ours: sent again by somebody, or one of the clocks is wrong. */
  | 'stale'
  | 'future';

export type SignatureVerdict =
  | { readonly ok: true; /** Its place in `secrets`. */ readonly secret: number }
  | { readonly ok: false; readonly reason: SignatureRefusal };

/** A v3 signature that is there decides alone: a wrong one is not made good by a right v1 beside it. */
export function verifySignature(request: SignedRequest, trust: Trust): SignatureVerdict {
  const { signatureV3, timestamp, signature, signatureVersion } = request;
  if ([signatureV3, timestamp, signature, signatureVersion].some((header) => typeof header === 'object')) {
    return refused('repeated-header');
  }
  if (typeof signatureV3 === 'string') return verifyV3(request, signatureV3, trust);
  if (typeof signature !== 'string') return refused('unsigned');
  // v2 is of workflow actions and cards, which nobody sends here.
  if (!trust.acceptV1 || signatureVersion !== 'v1') return refused('version-not-accepted');
  return matching(trust.secrets, signature, (secret) => signV1(secret, request.body));
}

function verifyV3(request: SignedRequest, given: string, { secrets, now }: Trust): SignatureVerdict {
  const { method, body, timestamp } = request;
  if (typeof timestamp !== 'string') return refused('no-timestamp');
  // Nothing separates body and timestamp in what is signed: with zeros allowed in front, one could move between them.
  if (!/^[1-9]\d{0,15}$/.test(timestamp)) return refused('malformed-timestamp');
  const url = decodedUrl(request.url);
  const sign = (secret: string): string =>
    createHmac('sha256', secret)
      .update(method.toUpperCase())
      .update(url)
      .update(body)
      .update(timestamp)
      .digest('base64');
  const verdict = matching(secrets, given, sign);
  return verdict.ok ? (outOfTime(timestamp, now) ?? verdict) : verdict;
}

function signV1(secret: string, body: Buffer): string {
  return createHash('sha256').update(secret).update(body).digest('hex');
}

/** Written so that a time which is no time is refused. */
function outOfTime(timestamp: string, now: Date): SignatureVerdict | null {
  const ageMs = now.getTime() - Number(timestamp);
  if (!(ageMs <= windowMs)) return refused('stale');
  return ageMs >= -windowMs ? null : refused('future');
}

/** `:/?@!$'()*,;` and nothing else: an encoded blank stays encoded (docs "Validating requests", 2025-01). */
const decoded = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

function decodedUrl(url: string): string {
  return url.replace(decoded, (escape) => decodeURIComponent(escape));
}

/**
 * The first secret that makes the signature given. All are tried, however early one fits, and texts are compared, not
 * what they decode to: base64 has several spellings of the same bytes.
 */
function matching(secrets: readonly string[], given: string, sign: (secret: string) => string): SignatureVerdict {
  const wanted = digest(given);
  const fits = secrets.map((secret) => timingSafeEqual(digest(sign(secret)), wanted) && secret.length > 0);
  const secret = fits.indexOf(true);
  return secret < 0 ? refused('wrong') : { ok: true, secret };
}

/** Of equal length whatever the text is, as `timingSafeEqual` wants it. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function refused(reason: SignatureRefusal): SignatureVerdict {
  return { ok: false, reason };
}
