/** HubSpot's webhooks, in the words of the port. */
import type { Webhooks } from '../webhooks';
import { namedAccounts, readEvents } from './webhook-events';
import { verifySignature } from './webhook-signature';

export const hubspotWebhooks: Webhooks = {
  namedAccounts,
  readEvents,
  verify: ({ method, url, body, headers }, trust) => {
    const signatureV3 = headers['x-hubspot-signature-v3'];
    const signature = headers['x-hubspot-signature'];
    const signed = {
      method,
      url,
      body,
      signatureV3,
      timestamp: headers['x-hubspot-request-timestamp'],
      signature,
      signatureVersion: headers['x-hubspot-signature-version'],
    };
    const verdict = verifySignature(signed, trust);
    if (!verdict.ok) return verdict;
    const isV1 = signatureV3 === undefined;
    return {
      ok: true,
      signedWith: verdict.secret,
      isV1,
      signature: String(isV1 ? signature : signatureV3),
    };
  },
};
