import { createHmac } from 'node:crypto';
import { Signature } from '@hubspot/api-client';
import fc from 'fast-check';
import { verifySignature } from './webhook-signature';

describe('signatures and HubSpot’s own package', () => {
  const text = fc.string({ unit: 'grapheme' });
  const clientSecret = fc.string({ unit: 'grapheme', minLength: 1 });
  const timestamp = fc.integer({ min: 1, max: 8_000_000_000_000 });
  /** The package decodes nothing. */
  const plainUrl = fc.webUrl({ withQueryParameters: true }).filter((one) => !one.includes('%'));

  it('agree on v3 for URLs without escapes', () => {
    fc.assert(
      fc.property(clientSecret, text, plainUrl, timestamp, (key, requestBody, called, time) => {
        const options = { signature: '', clientSecret: key, requestBody, url: called, timestamp: time };
        const request = {
          method: 'POST',
          url: called,
          body: Buffer.from(requestBody),
          signatureV3: Signature.getSignature('POST', 'v3', options),
          timestamp: String(time),
        };
        expect(verifySignature(request, { secrets: [key], now: new Date(time), acceptV1: false })).toEqual({
          ok: true,
          secret: 0,
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('agree on v1', () => {
    fc.assert(
      fc.property(clientSecret, text, (key, requestBody) => {
        const signature = Signature.getSignature('POST', 'v1', { signature: '', clientSecret: key, requestBody });
        const body = Buffer.from(requestBody);
        const request = { method: 'POST', url: '', body, signature, signatureVersion: 'v1' };
        expect(verifySignature(request, { secrets: [key], now: new Date(0), acceptV1: true })).toEqual({
          ok: true,
          secret: 0,
        });
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('what was signed', () => {
  const secret = '5f0e1c2d-3b4a-4958-8677-6a5b4c3d2e1f';
  const sentAt = 1_795_219_200_123;
  const trust = { secrets: [secret], now: new Date(sentAt), acceptV1: false };
  const sign = (url: string, body: Buffer, timestamp: string): string =>
    createHmac('sha256', secret).update(`POST${url}`).update(body).update(timestamp).digest('base64');
  const bytes = fc.uint8Array({ maxLength: 64 }).map((some) => Buffer.from(some));
  const path = fc.stringMatching(/^[a-z0-9/?&=:@!,;%-]{0,24}$/).map((rest) => `https://sync.example.com/${rest}`);
  const time = fc.integer({ min: sentAt - 300_000, max: sentAt + 300_000 }).map(String);
  const decode = (called: string): string => called.replace(/%(3A|2F|3F|40|21|24|2[789AC]|3B)/gi, decodeURIComponent);

  it('passes, and no other body, URL, timestamp or secret with its signature', () => {
    fc.assert(
      fc.property(
        fc.tuple(path, path),
        fc.tuple(bytes, bytes),
        fc.tuple(time, time),
        ([called, url2], [sent, body2], [at, at2]) => {
          const signatureV3 = sign(decode(called), sent, at);
          const request = { method: 'POST', url: called, body: sent, timestamp: at, signatureV3 };
          expect(verifySignature(request, trust)).toEqual({ ok: true, secret: 0 });
          expect(verifySignature({ ...request, body: body2 }, trust).ok).toBe(sent.equals(body2));
          expect(verifySignature({ ...request, url: url2 }, trust).ok).toBe(decode(called) === decode(url2));
          expect(verifySignature({ ...request, timestamp: at2 }, trust).ok).toBe(at === at2);
          expect(verifySignature(request, { ...trust, secrets: [`${secret} `] }).ok).toBe(false);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
