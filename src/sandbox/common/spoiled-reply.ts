/** Answers that break on the way. Past the framework, which would put right what is to be wrong. */
import type { FastifyReply } from 'fastify';

/** `truncated`: the connection ends in the middle, `length` after a Content-Length, `chunk` within chunks. */
export type Spoiling =
  | { readonly kind: 'truncated'; readonly cut: 'length' | 'chunk' }
  /** A whole answer that is half a JSON text. */
  | { readonly kind: 'malformed' }
  /** No Content-Type. */
  | { readonly kind: 'untyped' }
  /** A JSON Content-Type and no body. */
  | { readonly kind: 'blank' };

export interface Whole {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly type: string;
  readonly text: string;
}

export function isSpoiling<F extends { readonly kind: string }>(fault: F): fault is F & Spoiling {
  return ['truncated', 'malformed', 'untyped', 'blank'].includes(fault.kind);
}

export function sendSpoiled(
  reply: FastifyReply,
  fault: Spoiling,
  { status, headers, type, text }: Whole,
): FastifyReply {
  const whole = Buffer.from(text);
  const half = whole.subarray(0, Math.ceil(whole.length / 2));
  reply.hijack();
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
  for (const [name, value] of Object.entries(headers)) raw.setHeader(name, value);
  if (fault.kind !== 'untyped') raw.setHeader('Content-Type', type);
  raw.statusCode = status;
  if (fault.kind === 'truncated') {
    if (fault.cut === 'length') raw.setHeader('Content-Length', whole.length);
    raw.write(half, () => raw.socket?.destroy());
    return reply;
  }
  raw.end(fault.kind === 'malformed' ? half : fault.kind === 'untyped' ? whole : '');
  return reply;
}
